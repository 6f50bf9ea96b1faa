/** One person's own page, through the whole server and a server of people: from the question to nothing held. */
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { fediverse } from "../support/fediverse.ts";

test("C11, P6: the link in the question leads to a town, a yes, a file, and to nothing at last", async () => {
  const { girona, people, project } = await fediverse();
  const marta = people.person("marta");
  await marta.follow(project);
  await girona.settle();
  const question = marta.told().at(-1) ?? "";
  const [link = ""] = /https:\/\/girona\.test\/\S+/.exec(question) ?? [];
  const path = new URL(link).pathname;
  expect(path).toMatch(/^\/ca\/jo\/[0-9a-z]{25}$/);

  const send = (form: Readonly<Record<string, string>>) =>
    girona.request(path, {
      method: "POST",
      body: new URLSearchParams(form).toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-site": "same-origin",
      },
    });
  // A preview of the link shows nothing of hers (E8).
  const door = await (await girona.request(path)).text();
  expect(door).not.toMatch(/marta|name="project"/);
  const html = await (await send({ do: "open" })).text();
  const [, id = ""] = /name="project" value="([^"]+)"/.exec(html) ?? [];
  expect(await (await send({ do: "town", project: id, said: "Girona" })).text()).toContain(
    "Desat.",
  );
  expect(await (await send({ do: "yes", project: id })).text()).toContain("ja comptem amb tu");
  await girona.settle();
  const waiting = await girona.db.execute(sql`select status from match_interest`);
  expect([...waiting]).toEqual([{ status: "w" }]);
  // What was done on the page is not told again by message.
  expect(marta.told()).toHaveLength(1);

  const file = (await (await send({ do: "export" })).json()) as {
    consents: object[];
  };
  expect(file.consents).toHaveLength(2);

  people.received.length = 0;
  expect((await send({ do: "erase", sure: "yes" })).status).toBe(200);
  await girona.settle();
  expect(people.received.map(({ activity }) => activity.type)).toEqual(["Reject"]);
  expect((await girona.request(path)).status).toBe(404);
  const held = await girona.db.execute(sql`select (select count(*)::int from person) as people,
    (select count(*)::int from interest) as interests, (select count(*)::int from follow) as follows,
    (select count(*)::int from consent) as consents, (select count(*)::int from inbound) as heard`);
  expect([...held]).toEqual([{ people: 0, interests: 0, follows: 0, consents: 0, heard: 0 }]);
});
