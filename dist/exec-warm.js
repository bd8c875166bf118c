export { v as execWarm } from "./rest.js";
