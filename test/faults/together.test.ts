/** Several processes on one database: nothing is lost between them, nothing done twice (R8). What takes longer (R5, R6, R24, R30): together.long.ts. */
import { expect, test } from "vitest";
import { freePort, pause, until } from "../support/program.ts";
import { acceptIds, signedHeaders, told } from "./people.ts";
import { minutes, port, project, run, settled, stage } from "./stage.ts";
import { kindOf } from "./story.ts";

test(
  "R8: one Follow 50 times at once to two web processes is one interest and one Accept",
  minutes(3),
  () =>
    stage(async ({ url, sql, people, inbox }) => {
      const otherPort = await freePort();
      const programs = [
        run(["serve", "--web"], url),
        run(["serve", "--web"], url, otherPort),
        run(["serve", "--work"], url),
      ];
      await Promise.all(programs.map(({ listening }) => listening));
      const fifty = Array.from({ length: 50 }, (_, n) => n);
      const to = (n: number) => (n % 2 === 0 ? port : otherPort);

      const marta = people.follow("marta", project) as { actor: string };
      const headers = signedHeaders(inbox, JSON.stringify(marta), marta.actor);
      const same = await Promise.all(
        fifty.map((n) => people.post(inbox, marta, { headers, port: to(n) })),
      );
      expect(same.map(({ status }) => status)).toEqual(fifty.map(() => 202));

      const pere = people.follow("pere", project);
      const now = Date.now();
      const anew = await Promise.all(
        fifty.map((n) => people.post(inbox, pere, { at: new Date(now - n * 1000), port: to(n) })),
      );
      expect(anew.map(({ status }) => status)).toEqual(fifty.map(() => 202));

      await until("both have their Accept", () =>
        ["marta", "pere"].every((name) => acceptIds(people, name).size > 0),
      );
      await settled(sql);
      await pause(500);
      await settled(sql);
      for (const name of ["marta", "pere"]) {
        expect(acceptIds(people, name).size, name).toBe(1);
        expect(told(people, name).map(kindOf), name).toEqual(["where"]);
      }
      const [stored] = await sql`
      select (select count(*)::int from interest) as interests, (select count(*)::int from person) as people,
        (select count(*)::int from inbound where actor like '%/marta') as same,
        (select count(*)::int from inbound where actor like '%/pere') as anew`;
      expect(stored).toEqual({ interests: 2, people: 2, same: 1, anew: 50 });
    }),
);
