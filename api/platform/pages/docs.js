"use strict";

// Swagger UI works through all of an OpenAPI 3.1 document before it shows anything, which takes it many seconds of this
// one; a document of 3.0 it shows at once. So the page, and nothing else, sees what it is given written as 3.0 has it.

const isNull = (schema) => schema.type === "null";

function withoutNull(schema) {
  const { anyOf, ...rest } = schema;
  const kinds = anyOf.filter((kind) => !isNull(kind));
  if (kinds.length === anyOf.length) return schema;
  const only = kinds.length === 1 && !("$ref" in kinds[0]) ? kinds[0] : kinds.length === 1 ? { allOf: kinds } : { anyOf: kinds };
  return { ...only, ...rest, nullable: true };
}

function asOf30(value) {
  if (Array.isArray(value)) return value.map(asOf30);
  if (value === null || typeof value !== "object") return value;
  let out = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asOf30(item)]));
  if (Array.isArray(out.anyOf)) out = withoutNull(out);
  if (Array.isArray(out.examples)) {
    out.example = out.examples[0];
    delete out.examples;
  }
  if (Array.isArray(out.type)) {
    out.nullable = out.type.includes("null");
    out.type = out.type.find((name) => name !== "null");
  }
  if (typeof out.const === "string") out.enum = [out.const];
  return out;
}

async function show() {
  const answer = await fetch("openapi.json");
  const spec = asOf30(await answer.json());
  spec.openapi = "3.0.3";
  spec.servers = [{ url: new URL(".", location.href).href.replace(/\/$/, "") }];
  SwaggerUIBundle({
    spec,
    dom_id: "#endpoints",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    filter: true,
    persistAuthorization: false,
    validatorUrl: null,
  });
}

show();
