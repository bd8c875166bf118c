export { p as newestRelease } from "./rest.js";
