export { a as run } from "./run.js";
