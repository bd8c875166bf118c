export { T as execWarm } from "./rest.js";
