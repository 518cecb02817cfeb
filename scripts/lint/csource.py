"""What the lint scripts know of C: strings, comments and calls, without being a compiler.

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOKEN = re.compile(r'''
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<include>^[ \t]*\#[ \t]*include[ \t]*[<"][^>"\n]*[>"])
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<char>'(?:[^'\\\n]|\\.)*')
  | (?P<name>[A-Za-z_]\w*)
  | (?P<mark>[^\s\w])
''', re.X | re.S | re.M)


class Text:
    """A string literal; neighbours that C joins are joined, with the macros between them left out."""

    def __init__(self, value, line, calls):
        self.value, self.line, self.calls = value, line, calls


def tokens(path):
    source = path.read_text(encoding='utf-8')
    line, at = 1, 0
    for match in TOKEN.finditer(source):
        line += source.count('\n', at, match.start())
        at = match.start()
        yield match.lastgroup, match.group(), line


def texts(path):
    """The string literals of a file, each with the names of the calls around it, outermost first."""
    calls, last, found, joined = [], None, [], None
    for kind, text, line in tokens(path):
        if kind == 'comment' or kind == 'include':
            continue
        if kind == 'string':
            value = text[1:-1]
            if joined:
                joined.value += value
            else:
                joined = Text(value, line, [name for name in calls if name])
                found.append(joined)
            last = None
            continue
        if not (kind == 'name' and joined and text.isupper() or text.startswith('APR_') and joined):
            joined = None
        if kind == 'mark' and text == '(':
            calls.append(last)
            last = None
        elif kind == 'mark' and text == ')':
            if calls:
                calls.pop()
            last = None
        elif kind == 'mark' and text in '{};' and text != '{':
            calls = [] if text == ';' and calls and not any(calls) else calls
            last = None
        else:
            last = text if kind == 'name' else None
    return found


def calls(path, names):
    """Calls of the functions named: (name, line, arguments), each argument a list of (kind, text)."""
    flow = [token for token in tokens(path) if token[0] not in ('comment', 'include')]
    for at, (kind, name, line) in enumerate(flow):
        if kind != 'name' or name not in names or at + 1 >= len(flow) or flow[at + 1][1] != '(':
            continue
        depth, arguments, one = 1, [], []
        for kind, text, _ in flow[at + 2:]:
            if kind == 'mark':
                if text in '([{':
                    depth += 1
                elif text in ')]}':
                    depth -= 1
                    if not depth:
                        break
                elif text == ',' and depth == 1:
                    arguments.append(one)
                    one = []
                    continue
            one.append((kind, text))
        arguments.append(one)
        yield name, line, arguments


def literal(argument):
    """The value of an argument that is one string literal, else None."""
    if len(argument) == 1 and argument[0][0] == 'string':
        return argument[0][1][1:-1]
    return None


def sources(*patterns):
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return sorted(path for path in found if path.is_file())


def program():
    return sources('mod_helpdesk.c', 'src/**/*.c', 'src/**/*.h')


class Faults:
    """Collects faults and ends the script."""

    def __init__(self):
        self.count = 0

    def add(self, path, line, text):
        self.count += 1
        where = path.relative_to(ROOT) if isinstance(path, pathlib.Path) else path
        print(f'{where}:{line}: {text}' if line else f'{where}: {text}')

    def end(self):
        sys.exit(1 if self.count else 0)
