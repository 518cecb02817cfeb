/* src/cli/demo_data.c: who and what stands in the demonstration.
 * May use: domain/. Must not know: the database.
 * SPDX-License-Identifier: Apache-2.0 */
#include "demo_data.h"

#define MINUTES(n) (n)
#define HOURS(n) ((n) * 60)
#define DAYS(n) ((n) * 24 * 60)

const hd_demo_person_t hd_demo_people[HD_DEMO_PEOPLE] = {
    { "client@example.com", "client-demo-1", "Mila Client", HD_ROLE_CLIENT, "Client d.o.o." },
    { "other@example.com", "other-demo-1", "Oskar Other", HD_ROLE_CLIENT, "Oskar Other" },
    { "agent@example.com", "agent-demo-1", "Agent Ana", HD_ROLE_AGENT, NULL },
    { "admin@example.com", "admin-demo-1", "Admin Adam", HD_ROLE_ADMIN, NULL },
};

const hd_demo_department_t hd_demo_departments[] = {
    { "technical", "technical@example.com", "Technical support", "Техничка подршка" },
    { "billing", "billing@example.com", "Payments and proformas", "Уплате и предрачуни" },
    { "sales", "sales@example.com", "Sales", "Продаја" },
    { NULL, NULL, NULL, NULL },
};

static const hd_demo_service_t of_client[] = {
    { "client.example", "hosting", "Business 20 GB", 12, 862800, -344, 21, "active", 0 },
    { "client.example", "domain", "Domain registration", 12, 240000, -360, 5, "active", 1 },
    { "client-outlet.example", "domain", "Domain registration", 12, 240000, -374, -9, "expired", 0 },
    { "shop.client.example", "hosting", "Shop 50 GB", 12, 1798800, -305, 60, "suspended", 0 },
    { "vps-214.example.net", "vps", "VPS M: 4 cores, 8 GB", 3, 1079700, -50, 40, "active", 0 },
    { "srv-17.example.net", "server", "Dedicated: 16 cores, 2 x 960 GB NVMe", 12, 15588000, -153, 212, "active", 0 },
    { "*.client.example", "certificate", "Wildcard certificate", 12, 718800, -269, 96, "active", 0 },
    { "Backup of client.example", "other", "Backup 100 GB", 12, 359000, -485, -120, "cancelled", 0 },
    { "vps-290.example.net", "vps", "VPS S: 2 cores, 4 GB", 12, 2158800, 0, 0, "pending", 0 },
    { "client-group.example", "domain", "Domain registration", 120, 2280000, -240, 3410, "active", 0 },
    { NULL, NULL, NULL, 0, 0, 0, 0, NULL, 0 },
};

static const hd_demo_service_t of_other[] = {
    { "other.example", "hosting", "Starter 5 GB", 12, 358800, -200, 165, "active", 0 },
    { "other.example", "domain", "Domain registration", 12, 240000, -350, 15, "active", 0 },
    { NULL, NULL, NULL, 0, 0, 0, 0, NULL, 0 },
};

const hd_demo_service_t *hd_demo_services(int person)
{
    return person == HD_DEMO_CLIENT ? of_client : of_other;
}

const hd_demo_ticket_t hd_demo_tickets[] = {
    { HD_DEMO_OTHER, "technical", "hosting", "other.example", "The mailbox asks for the password again and again", "medium", 0,
      { { HD_DEMO_OPENED, HOURS(7),
          "Since yesterday Thunderbird asks for the password of **oskar@other.example** every few minutes, on two "
          "computers. In the webmail the same password works.\n\nNothing was changed here." } } },

    { HD_DEMO_CLIENT, "technical", "certificate", "*.client.example", "Сертификат за нови поддомен", "low", 0,
      { { HD_DEMO_OPENED, DAYS(12),
          "Добар дан,\n\nподигли смо поддомен `katalog.client.example`. Да ли је за њега потребан нови сертификат, "
          "или важи постојећи?" },
        { HD_DEMO_ANSWERED, DAYS(12) - HOURS(2),
          "Поштована Мила,\n\nпостојећи сертификат важи за све поддомене једног нивоа, па и за `katalog.client.example`. "
          "Додали смо га у подешавања, и страница се већ отвара преко HTTPS.\n\nСрдачан поздрав,\nАна" },
        { HD_DEMO_REPLIED, DAYS(12) - HOURS(3), "Ради, хвала!" },
        { HD_DEMO_CLOSED, DAYS(12) - HOURS(3) - MINUTES(1), NULL } } },

    { HD_DEMO_CLIENT, "sales", "server", "srv-17.example.net", "Offer for a second server", "low", 0,
      { { HD_DEMO_OPENED, DAYS(8),
          "We would like a second server like **srv-17**, in another building, for a standby database. What would it "
          "cost, and how soon could it be ready?" },
        { HD_DEMO_ANSWERED, DAYS(8) - HOURS(3),
          "Thank you for asking. The same machine in our second building:\n\n| Term | Price a month |\n|---|---|\n"
          "| 1 month | RSD 14,990 |\n| 12 months | RSD 12,990 |\n\nIt is ready two working days after the payment. A "
          "private network between both servers costs nothing." },
        { HD_DEMO_CLOSED, DAYS(7), NULL },
        { HD_DEMO_REPLIED, HOURS(30),
          "We come back to this: could we have it for **12 months**, but with 4 x 960 GB?" },
        { HD_DEMO_ANSWERED, HOURS(26),
          "Certainly. Two more disks are RSD 2,400 a month. Shall we make the proforma for 12 months?" } } },

    { HD_DEMO_CLIENT, "technical", "hosting", "shop.client.example", "Move of the shop to the bigger package", "medium", 0,
      { { HD_DEMO_OPENED, DAYS(4),
          "Before the holidays we want to move the shop from the old package to **Shop 50 GB**.\n\n1. Can it be done "
          "at night, between 2 and 5?\n2. Do we have to change anything in DNS?\n3. Will the orders that come in "
          "meanwhile be kept?" },
        { HD_DEMO_ANSWERED, DAYS(4) - HOURS(1),
          "Yes to all three:\n\n1. We can do it in the night to Thursday.\n2. Nothing to do for you: the address stays "
          "the same.\n3. The shop shows a maintenance page for about ten minutes while the database is copied; no "
          "order is lost.\n\nIs Thursday all right?" },
        { HD_DEMO_REPLIED, DAYS(3), "Thursday is fine. Please write when it is done." },
        { HD_DEMO_ANSWERED, DAYS(1),
          "It is done: the maintenance page was shown from 2:10 to 2:19, and we made a test order afterwards.\n\nThe "
          "old package stays untouched for 7 days." } } },

    { HD_DEMO_CLIENT, "technical", "hosting", "client.example", "Mail to some customers comes back", "high", 1,
      { { HD_DEMO_OPENED, HOURS(20),
          "Since this morning mail from **sales@client.example** to some customers comes back. The notice says:\n\n"
          "> 550 5.7.26 This mail is unauthenticated. SPF: did not pass\n\nThe picture shows what our mail program "
          "says, the file is from the log of our shop. Nothing was changed here but the new shop, which sends the "
          "order confirmations itself." },
        { HD_DEMO_ANSWERED, HOURS(18),
          "The new shop sends from an address that your SPF record does not name. The record is now\n\n"
          "    v=spf1 mx -all\n\nand should be\n\n    v=spf1 mx include:_spf.shop.example -all\n\nMay we change it for "
          "you? It takes effect within an hour." },
        { HD_DEMO_NOTED, HOURS(17),
          "The shop is run by a partner of theirs: ask Mila before anything is changed there. Their other domain has the same "
          "record." },
        { HD_DEMO_REPLIED, HOURS(2),
          "Yes please. One more came back a few minutes ago, to a customer at `example.org`; is that the same?" } } },

    { HD_DEMO_CLIENT, "billing", "domain", "client.example", "Predračun za obnovu domena", "medium", 0,
      { { HD_DEMO_OPENED, HOURS(3),
          "Dobar dan,\n\ndomen **client.example** ističe za nekoliko dana. Da li predračun možemo da platimo odmah za "
          "tri godine, i da na njemu stoji naš novi PIB?\n\nHvala unapred,\nMila" } } },

    { 0, NULL, NULL, NULL, NULL, NULL, 0, { { 0, 0, NULL } } },
};

const hd_demo_macro_t hd_demo_macros[] = {
    { "We are on it", "",
      "Hello {{client}},\n\nthank you for writing. We are looking into it, and will write again within an hour.\n\n{{agent}}",
      "Поштовани,\n\nхвала што сте нам писали. Проверавамо, и јављамо се поново у року од сат времена.\n\n{{agent}}" },
    { "Which DNS records to set", "technical",
      "Hello {{client}},\n\nplease set these records for {{service}}; they take effect within an hour:\n\n"
      "    v=spf1 mx -all\n\n{{agent}}",
      "Поштовани,\n\nподесите ове записе за {{service}}; почињу да важе у року од сат времена:\n\n"
      "    v=spf1 mx -all\n\n{{agent}}" },
    { NULL, NULL, NULL, NULL },
};

const char hd_demo_log[] =
    "07:58:12 order 20417: confirmation to jovana@example.org\n"
    "07:58:13 smtp: connected to mx.example.org\n"
    "07:58:14 smtp: 550 5.7.26 This mail is unauthenticated, which poses a security risk to the sender and its users.\n"
    "07:58:14 smtp: 550 5.7.26 SPF [client.example] with ip: [192.0.2.17] = did not pass\n"
    "07:58:14 order 20417: confirmation was not sent\n"
    "08:03:40 order 20418: confirmation to petar@example.net\n"
    "08:03:41 smtp: 250 2.0.0 accepted\n"
    "08:11:02 order 20419: confirmation to nikola@example.org\n"
    "08:11:04 smtp: 550 5.7.26 SPF [client.example] with ip: [192.0.2.17] = did not pass\n"
    "08:11:04 order 20419: confirmation was not sent\n";
