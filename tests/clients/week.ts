// A week of homework by the generated types: the compiler has read every line of it, and node runs it.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };
type Key = components["schemas"]["CheckRequest"]["answer"];
type Problem = components["schemas"]["Problem"];
type Exercise = components["schemas"]["InstructorExercise"] | components["schemas"]["LearnerExercise"];

const [, , baseUrl, key] = process.argv;
const api = createClient<paths>({ baseUrl: baseUrl ?? "", headers: { Authorization: `Bearer ${key}` } });

function holds(fact: boolean, what: string): asserts fact {
  if (!fact) throw new Error(what);
}

function told<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

function refused(answer: { error?: Problem }, status: number, kind: string): Problem {
  holds(answer.error?.status === status && answer.error.type === `urn:problembank:${kind}`, JSON.stringify(answer));
  return answer.error;
}

function about(exercise: Exercise): string {
  switch (exercise.view) {
    case "instructor":
      return exercise.parts.map((part) => `${part.answer.kind} ${part.answer_text}`).join("; ");
    case "learner":
      return exercise.parts.map((part) => `${part.kind}, ${part.hints} hints`).join("; ");
  }
}

// The catalogue, page by page.
const ids: string[] = [];
let cursor: string | null = null;
do {
  const page: components["schemas"]["GeneratorInfoPage"] = told(
    await api.GET("/api/v1/generators", {
      params: { query: { topic: "linear_algebra", limit: 10, ...(cursor === null ? {} : { cursor }) } },
    }),
  );
  ids.push(...page.items.map((generator) => generator.id));
  cursor = page.next;
} while (cursor !== null);
const eigen = "linear_algebra.eigen.eigenvalues_2x2";
holds(ids.length > 10 && new Set(ids).size === ids.length && ids.includes(eigen), "the catalogue");

// Exercises in two views, told apart by `view`; keys told apart by `kind`.
for (const view of ["instructor", "learner"] as const) {
  const body = { generator: eigen, level: "core" as const, seed: 42, view };
  const exercise = told(await api.POST("/api/v1/exercises", { body }));
  holds(exercise.view === view && about(exercise).startsWith("set"), about(exercise));
}
const answer: Key = { kind: "set", value: ["-1", "3"] };
const verdict = told(await api.POST("/api/v1/check", { body: { answer, response: "{3, -1}" } }));
holds(verdict.outcome === "correct" && verdict.score === 1, "the verdict");

// A quiz, from its blueprint to the gradebook.
const made = await api.POST("/api/v1/quizzes", {
  params: { header: { "idempotency-key": "week-3" } },
  body: {
    title: "Week 3",
    feedback: "immediate",
    hint_penalty: 0.5,
    sections: [{ pick: { generators: [eigen] }, level: "core", count: 2, points: 2 }],
  },
});
const quiz = told(made).id;
const again = await api.POST("/api/v1/quizzes", {
  params: { header: { "idempotency-key": "week-3" } },
  body: { title: "Another", sections: [{ pick: { topics: ["linear_algebra.eigen"] } }] },
});
refused(again, 422, "idempotency-key-reused");
const etag = made.response.headers.get("etag") ?? "";
const published = await api.POST("/api/v1/quizzes/{quiz}/publish", {
  params: { path: { quiz }, header: { "if-match": etag } },
});
holds(told(published).state === "published", "published");
const stale = await api.PATCH("/api/v1/quizzes/{quiz}", {
  params: { path: { quiz }, header: { "if-match": etag } },
  body: { title: "Too late" },
});
refused(stale, 412, "stale");

const attempt = told(
  await api.POST("/api/v1/quizzes/{quiz}/attempts", {
    params: { path: { quiz } },
    body: { learner: "s-17", name: "Ada" },
  }),
);
holds(attempt.state === "open" && attempt.items.length === 2 && attempt.deadline === null, "the attempt");
const learner = createClient<paths>({
  baseUrl: baseUrl ?? "",
  headers: { Authorization: `Bearer ${attempt.learner_token}` },
});
const path = { attempt: attempt.id };
const saved = told(
  await learner.PUT("/api/v1/attempts/{attempt}/responses/{item}/{part}", {
    params: { path: { ...path, item: 1, part: 1 } },
    body: { response: "{1000, 2}" },
  }),
);
holds(!saved.late && !Number.isNaN(Date.parse(saved.saved_at)), "saved");
const checked = told(
  await learner.POST("/api/v1/attempts/{attempt}/items/{item}/check", {
    params: { path: { ...path, item: 1 } },
    body: { responses: { "1": "{1000, 2}" } },
  }),
);
holds(checked.parts[0]?.verdict.outcome === "incorrect" && checked.tries_left["1"] === null, "checked");
const submitted = told(await learner.POST("/api/v1/attempts/{attempt}/submit", { params: { path } }));
holds(submitted.state === "submitted" && submitted.result !== null, "submitted");
const result = told(await learner.GET("/api/v1/attempts/{attempt}/result", { params: { path } }));
// @ts-expect-error The compiler knows what a result holds: there is no such field.
holds(result.maximal_score === undefined, "a field that is not there");
holds(result.max_score === 4 && typeof result.items[0]?.parts[0]?.answer_text === "string", "the result");

const scores = told(await api.GET("/api/v1/quizzes/{quiz}/scores", { params: { path: { quiz } } }));
holds(typeof scores !== "string", "the scores as JSON"); // a string where text/csv is asked for
holds(scores.items[0]?.learner === "s-17" && scores.items[0].items.length === 2 && scores.next === null, "the scores");
const csv = told(
  await api.GET("/api/v1/quizzes/{quiz}/scores", {
    params: { path: { quiz } },
    headers: { Accept: "text/csv" },
    parseAs: "text",
  }),
);
holds(csv.includes("s-17"), "the scores as CSV");

// Sheets.
let sheet = told(
  await api.POST("/api/v1/worksheets", {
    body: { title: "Sheet 3", sections: [{ pick: { generators: [eigen] } }], variants: 2, seed: 7, solutions: false },
  }),
);
while (sheet.state === "queued" || sheet.state === "running") {
  await new Promise((resolve) => setTimeout(resolve, 100));
  sheet = told(
    await api.GET("/api/v1/worksheets/{worksheet}", { params: { path: { worksheet: sheet.id } } }),
  );
}
const pdf = told(
  await api.GET("/api/v1/worksheets/{worksheet}/{document}.pdf", {
    params: { path: { worksheet: sheet.id, document: "sheets" } },
    parseAs: "arrayBuffer",
  }),
);
holds(new TextDecoder().decode(pdf.slice(0, 5)) === "%PDF-", "the sheets");

// What is refused is told by type and field.
refused(await api.GET("/api/v1/generators/{id}", { params: { path: { id: "nothing" } } }), 404, "unknown-generator");
const invalid = refused(
  await api.POST("/api/v1/quizzes", { body: { title: "", sections: [{ pick: { topics: ["calculus"] } }] } }),
  422,
  "invalid",
);
holds(invalid.errors?.[0]?.field === "body.title", "the field");
const stranger = createClient<paths>({ baseUrl: baseUrl ?? "" });
refused(await stranger.GET("/api/v1/topics"), 401, "unauthorized");
refused(await learner.GET("/api/v1/quizzes/{quiz}/scores", { params: { path: { quiz } } }), 403, "forbidden");
console.log("done");
