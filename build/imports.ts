/** Also in a line of many statements, as a minifier writes them. */
const STATEMENT = /(?:^|;)(?:import|export)\b\s*(?:[^'"();=]*\bfrom\s*)?["']([^"']+)["']/gm;
const CALL = /\b(?:import|import\.meta\.resolve)\(\s*["']([^"']+)["']/g;

/** What a compiled module imports, or a module of types: packages, and paths relative to it. */
export function importsIn(text: string): string[] {
  return [STATEMENT, CALL].flatMap((form) => [...text.matchAll(form)].map(([, name = '']) => name));
}
