export { t as renderJunit } from "./junit.js";
