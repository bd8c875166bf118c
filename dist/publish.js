export { l as publishStore } from "./rest.js";
