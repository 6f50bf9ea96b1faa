/**
 * What real servers said to an instance at coop-a.test, byte for byte and with their own signatures
 * (fixtures/recorded), heard again in the order in which they said it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handleNextActivity } from "../../src/federation/inbox/index.ts";
import { publishProject } from "../../src/operations/publish-project.ts";
import { readShowcase } from "../../src/showcase.ts";
import { document, rows, stored, type World, world } from "./world.ts";

type Recorded = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

type Actors = {
  readonly contentType: string;
  readonly documents: Readonly<Record<string, unknown>>;
};

const origin = "https://coop-a.test";
const folder = new URL("fixtures/recorded/", import.meta.url);

/** The projects that these people spoke with; their ids stand in what they signed. */
const spokenWith = [
  { slug: "biblioteca-de-coses", id: "ba61kfy4vabgie4wqlosjeodk" },
  { slug: "hort-comunitari", id: "gmyd21y1d6lbl23qxkus275b2" },
];

let w: World;
let clock = new Date(0);

beforeAll(async () => {
  w = await world({ origin, now: () => clock });
  const { sheets } = readShowcase("showcase");
  for (const { slug, id } of spokenWith) {
    const sheet = sheets.find((one) => one.slug === slug);
    if (sheet === undefined) throw new Error(`${slug} is not in the showcase`);
    const ids = [id];
    const newId = () => ids.shift() ?? w.instance.newId();
    expect((await publishProject({ ...w.instance, newId }, sheet)).outcome).toBe("published");
  }
  for (const program of programs) {
    const { contentType, documents } = read<Actors>(`${program}/actors`);
    for (const [iri, actor] of Object.entries(documents)) {
      w.route(iri, () => document(actor, contentType));
    }
  }
});

afterAll(() => w.instance.close());

function read<Of>(name: string): Of {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Of;
}

/** Delivers it at the moment at which it was sent, or so many seconds later. */
function deliver({ path, headers, body }: Recorded, late = 0): Promise<Response> {
  clock = new Date(Date.parse(headers.date ?? "") + late * 1_000);
  return w.instance.answer(new Request(origin + path, { method: "POST", headers, body }));
}

/** What we hold about who sent this, and what they are told. */
async function hear(recorded: Recorded): Promise<string> {
  const response = await deliver(recorded);
  while (await handleNextActivity(w.instance)) {
    // One after the other.
  }
  const { actor } = JSON.parse(recorded.body) as { readonly actor: string };
  const [held] = await rows<{ state: string | null; place: string | null; silent: boolean }>(
    w.instance,
    sql`select i.state, i.place, p.silent_since is not null as silent
        from person p left join interest i on i.person_id = p.id where p.iri = ${actor}`,
  );
  const told = await rows<{ said: string }>(
    w.instance,
    sql`with said as (delete from notice returning seq, notice)
        select coalesce(notice->'message'->>'say', notice->>'kind') as said from said order by seq`,
  );
  const words = [held?.state, held?.place, held?.silent === true ? "silent" : null];
  return [
    response.status,
    ...(held === undefined ? ["nobody"] : words.filter((word) => word != null)),
    ...told.map(({ said }) => `→ ${said}`),
  ].join(" ");
}

const girona = "urn:ine:17079";
const inPublic = (state: string) => `202 ${state} → in-private`;

/** Everything that was recorded, in order, and what becomes of it. */
const lives: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  snac2: {
    follow: "202 follows → follow-accepted",
    "note-town": `202 placed ${girona} → consent`,
    "note-yes": `202 shared ${girona} → shared`,
    // It asks again until it has seen our answer.
    "follow-again": `202 shared ${girona} → follow-accepted`,
    announce: `202 shared ${girona}`,
    "note-public": inPublic(`shared ${girona}`),
    "update-note": `202 shared ${girona}`,
    "update-account": `202 shared ${girona}`,
    "undo-follow": "202 withdrawn",
  },
  gotosocial: {
    follow: "202 follows → follow-accepted",
    "note-town": `202 placed ${girona} → consent`,
    "note-yes": `202 shared ${girona} → shared`,
    like: `202 shared ${girona}`,
    "undo-like": `202 shared ${girona}`,
    announce: `202 shared ${girona}`,
    "undo-announce": `202 shared ${girona}`,
    "note-public": inPublic(`shared ${girona}`),
    "update-note": `202 shared ${girona}`,
    "delete-note": `202 shared ${girona}`,
    "note-followers-only": `202 shared ${girona} → unknown-place`,
    question: `202 shared ${girona}`,
    // By the actor of the server, who says nothing of who reports.
    flag: "202 nobody",
    "undo-follow": "202 withdrawn",
    "follow-again": "202 follows → follow-accepted",
    "undo-follow-by-block": "202 withdrawn",
    block: "202 withdrawn silent",
    "undo-block": "202 withdrawn silent",
  },
  hollo: {
    follow: "202 follows → follow-accepted",
    "note-town": `202 placed ${girona} → consent`,
    "note-yes": `202 shared ${girona} → shared`,
    like: `202 shared ${girona}`,
    "undo-like": `202 shared ${girona}`,
    "note-public": inPublic(`shared ${girona}`),
    "update-note": `202 shared ${girona}`,
    "delete-note": `202 shared ${girona}`,
    "note-followers-only": `202 shared ${girona} → unknown-place`,
    question: `202 shared ${girona}`,
    flag: `202 shared ${girona}`,
    "undo-follow": "202 withdrawn",
    "follow-again": "202 follows → follow-accepted",
    "undo-follow-by-block": "202 withdrawn",
    block: "202 withdrawn silent",
    "undo-block": "202 withdrawn silent",
    "delete-account": "202 nobody",
  },
};

const programs = Object.keys(lives);

describe("real servers", () => {
  test.each(programs)("%s: everything it said is believed and understood", async (program) => {
    const heard: Record<string, string> = {};
    for (const name of Object.keys(lives[program] ?? {})) {
      heard[name] = await hear(read<Recorded>(`${program}/${name}`));
    }
    expect(heard).toEqual(lives[program]);
  });

  test.each(programs)("%s: every recording is in the table", (program) => {
    const names = readdirSync(new URL(`${program}/`, folder)).map((file) => file.slice(0, -5));
    expect(names.sort()).toEqual([...Object.keys(lives[program] ?? {}), "actors"].sort());
  });

  test.each(programs)(
    "%s: one byte more, another address or another hour, and it is nobody's word (A9 to A13)",
    async (program) => {
      const recorded = read<Recorded>(`${program}/follow`);
      const before = await stored(w.instance);
      const answers = [
        await deliver({ ...recorded, body: `${recorded.body} ` }),
        await deliver({ ...recorded, path: "/ap/org/inbox" }),
        await deliver(recorded, 3_700),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
      expect(await stored(w.instance)).toBe(before);
    },
  );
});
