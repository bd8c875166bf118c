export { h as makeFromPackage } from "./rest.js";
