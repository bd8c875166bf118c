export { v as newestInCache, y as nothingInCache } from "./rest.js";
