export { p as newestInCache, m as nothingInCache } from "./rest.js";
