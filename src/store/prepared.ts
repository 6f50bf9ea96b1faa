/**
 * Lets PostgreSQL keep the plans of our statements. drizzle-orm sends each as a new one, which costs a
 * second round trip and a plan every time; the texts are few, and each connection learns them once.
 */
import type postgres from "postgres";

type Client = postgres.Sql | postgres.TransactionSql;

/** Statements with more parameters are lists, whose length changes their text: they are not kept. */
const mostParameters = 40;

/** The same client, whose statements are prepared by themselves. */
export function prepared<Of extends Client>(client: Of): Of {
  return new Proxy(client, {
    get(target, name) {
      if (name === "unsafe") {
        return (text: string, parameters: never[] = []) =>
          target.unsafe(text, parameters, { prepare: parameters.length <= mostParameters });
      }
      if (name === "begin" && "begin" in target) {
        return (work: (tx: postgres.TransactionSql) => unknown) =>
          target.begin((tx) => work(prepared(tx)));
      }
      if (name === "savepoint" && "savepoint" in target) {
        return (work: (tx: postgres.TransactionSql) => unknown) =>
          target.savepoint((tx) => work(prepared(tx)));
      }
      return Reflect.get(target, name);
    },
  });
}
