export { s as provideGcompat } from "./rest.js";
