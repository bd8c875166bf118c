export { m as execWarm } from "./rest.js";
