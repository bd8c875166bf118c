export { s as newestRelease } from "./rest.js";
