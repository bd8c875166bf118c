export { g as newestInCache, _ as nothingInCache } from "./rest.js";
