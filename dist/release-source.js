export { u as newestRelease } from "./rest.js";
