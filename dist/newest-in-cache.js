export { l as newestInCache, u as nothingInCache } from "./rest.js";
