/** The judge of the demo must say no when something is wrong: each way of it, on an invented story. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { castOf, inhabitants, type Person } from "../../demo/cast.ts";
import type { Instance } from "../../demo/instances.ts";
import { judge } from "../../demo/judge.ts";
import type { Scene, Story } from "../../demo/scene.ts";
import { closeServer, openServer, type PeopleServer } from "../../demo/server.ts";

const origin = "http://girona.localhost:1";
const project = `${origin}/ap/projects/1`;
const contact = "http://veinat.localhost:1/contact/girona";
const members = ["bvidal", "puigde", "felidrissi", "idiallo", "okovalenko"];

let server: PeopleServer;
let noteNumber = 0;

beforeAll(async () => {
  server = await openServer("veinat.localhost", inhabitants);
});

afterAll(() => closeServer(server));

/** A true story up to what is public: five said yes and were told the names. */
function story(): Story {
  server.deliveries.length = 0;
  const cast = castOf(server.accounts);
  const area = { key: "girona", comarca: "Gironès" } as Instance["area"];
  const scene: Scene = {
    instance: { area, origin, contact } as Instance,
    project: {
      id: project,
      type: "Group",
      handle: "hort",
      host: "",
      url: "",
      inbox: "",
      followers: null,
    },
    page: `${origin}/p/hort`,
    early: [],
    looked: true,
    formedAt: 10_000,
    note: null,
  };
  for (const person of cast) {
    person.followedAt = 0;
    person.acceptedAt = 100;
  }
  const told: Story = {
    server,
    scenes: [scene],
    cast,
    teller: { tell() {}, say() {} },
    faults: [],
    stirredAt: 0,
  };
  for (const handle of members) {
    const person = named(told, handle);
    person.invitedAt = 4000;
    person.said.push({ at: 3000, to: "share", text: "Sí" });
    person.said.push({ at: 5000, to: "join", text: `Sí, ${person.plan.called}` });
  }
  const names = members.map((handle) => named(told, handle).plan.called).join(", ");
  for (const handle of members) {
    receive(told, handle, `Ja sou un grup: ${names}. <a href="${contact}">parleu-ne</a>`, 10_000);
    named(told, handle).memory = { ...named(told, handle).memory, team: 1 };
  }
  return told;
}

function named(told: Story, handle: string): Person {
  const person = told.cast.find(({ plan }) => plan.handle === handle);
  if (person === undefined) throw new Error(`no ${handle}`);
  return person;
}

/** A private message arrives, well made unless `change` spoils its note. */
function receive(told: Story, handle: string, html: string, at: number, change: object = {}): void {
  const to = named(told, handle).account;
  noteNumber += 1;
  const note = {
    type: "Note",
    id: `${origin}/ap/notes/${noteNumber}`,
    attributedTo: project,
    to: [to.id],
    cc: [],
    content: `<p>${html}</p>`,
    tag: [{ type: "Mention", href: to.id }],
    ...change,
  };
  const activity = {
    type: "Create",
    id: `${note.id}#create`,
    actor: project,
    to: [to.id],
    object: note,
  };
  told.server.deliveries.push({ at, to, signer: project, activity, repeated: false });
}

/** The claims about messages that do not hold; what is public cannot be looked at here. */
async function untrue(told: Story): Promise<string[]> {
  const { claims } = await judge(told);
  return claims
    .filter(({ wrong }) => wrong.length > 0)
    .map(({ says }) => says.replace("Gironès: ", ""))
    .filter((says) => !/public note|answers at its address|not to be read/.test(says));
}

const alone = "every message was for one person alone, from the project that they follow";
const silence =
  "nobody was written to before their follow was accepted, nor after STOP or unfollowing";
const exactly = "exactly those who said yes were told who is in it";
const chosen = "they were told the names that the others chose, and no other name or handle";

test("a true story is true", async () => {
  expect(await untrue(story())).toEqual([]);
});

test("without what is public it is not proved", async () => {
  const { claims } = await judge(story());
  expect(claims.filter(({ wrong }) => wrong.length > 0).length).toBeGreaterThan(0);
});

test("somebody who did not say yes was told", async () => {
  const told = story();
  receive(told, "qbosch", `Ja sou un grup. <a href="${contact}">parleu-ne</a>`, 10_000);
  expect(await untrue(told)).toContain(exactly);
});

test("somebody who said yes was not told", async () => {
  const told = story();
  named(told, "puigde").memory = { ...named(told, "puigde").memory, team: 0 };
  expect(await untrue(told)).toEqual([exactly]);
});

test.each([
  ["bvidal", "Hi ha @qbosch", "the handle of somebody who said no"],
  ["qbosch", "Hi ha Berta", "a chosen name, to somebody who said no"],
  ["bvidal", "Hi ha en Jordi Puigdemunt", "more than the name that was chosen"],
])("%s reads “%s”: %s", async (handle, text) => {
  const told = story();
  receive(told, handle, text, 11_000);
  expect(await untrue(told)).toEqual([chosen]);
});

test("a name was left out", async () => {
  const told = story();
  const [first] = told.server.deliveries;
  const note = first?.activity.object as { content: string };
  note.content = note.content.replace("Olya", "una persona veïna");
  expect(await untrue(told)).toEqual([chosen]);
});

test("written to after STOP, or before the Accept", async () => {
  for (const [leftAt, at] of [
    [5000, 5100],
    [null, 50],
  ] as const) {
    const told = story();
    named(told, "tashworth").leftAt = leftAt;
    receive(told, "tashworth", "Encara hi ets?", at);
    expect(await untrue(told)).toEqual([silence]);
  }
});

test("a message that others can read, that mentions nobody, or that is too long", async () => {
  const followers = `${project}/followers`;
  for (const change of [
    { cc: [followers] },
    { tag: [] },
    { attributedTo: `${origin}/ap/org` },
    { content: "a".repeat(451) },
  ]) {
    const told = story();
    receive(told, "bvidal", "Bon dia", 11_000, change);
    expect(await untrue(told)).toEqual([alone]);
  }
});

test("only four said yes", async () => {
  const told = story();
  named(told, "okovalenko").said.length = 0;
  expect(await untrue(told)).toContain("a team of at least 5 has formed");
});

test("a delivery that was refused, and a fault", async () => {
  const told = story();
  told.faults.push("the instance answered 500");
  expect(await untrue(told)).toEqual(["Nothing broke on the way"]);
});
