export { C as execWarm } from "./rest.js";
