export { h as newestRelease } from "./rest.js";
