// Parses manifests strictly: `node manifests.mjs MODULES FILE…`. Refuses repeated keys, kinds and API versions that Kubernetes does not have, wrong types, missing fields and fields that it does not know.
import { readFileSync } from "node:fs";
import { load } from "./modules.mjs";

const [modules, ...files] = process.argv.slice(2);
const yaml = await load(modules, "yaml");

/** The class of a kind, which knows its schema; undefined where there is none, and for versions that are not stable. */
async function modelOf({ apiVersion, kind }) {
    if (!/^([a-z0-9.-]+\/)?v[0-9]+$/.test(apiVersion)) {
        return undefined;
    }

    const source = apiVersion.startsWith("monitoring.coreos.com/") ? "@kubernetes-models/prometheus-operator" : "kubernetes-models";
    const module = await load(modules, `${source}/${apiVersion}/${kind}`).catch(() => undefined);
    return module?.[kind];
}

/** A copy that strikes from `unread` the paths of fields that are read. Validators let pass what they do not know, but they are compiled from schemas and read each field that these name. */
function watched(value, path, unread) {
    if (value === null || typeof value !== "object") {
        return value;
    }

    const isArray = Array.isArray(value);
    const copy = isArray ? [] : {};
    for (const [key, each] of Object.entries(value)) {
        const here = `${path}/${key}`;
        unread.add(here);
        copy[key] = watched(each, here, unread);
    }

    return new Proxy(copy, {
        get(target, key) {
            unread.delete(`${path}/${String(key)}`);
            return target[key];
        },
    });
}

async function faultsOf(object) {
    const model = await modelOf(object);
    if (!model) {
        return ["this version of this kind is not known"];
    }

    const unread = new Set();
    const faults = [];
    try {
        model.prototype.validate.call(watched(object, "", unread));
    } catch (fault) {
        faults.push(fault.message);
    }

    // What is below an unknown field is unread as well.
    return [...faults, ...[...unread].filter(path => !unread.has(path.slice(0, path.lastIndexOf("/")))).map(path => `${path} is not a field`)];
}

let count = 0;
let refused = 0;
for (const file of files) {
    for (const document of yaml.parseAllDocuments(readFileSync(file, "utf8"), { strict: true, uniqueKeys: true })) {
        const object = document.toJSON();
        if (object === null && document.errors.length === 0) {
            continue;
        }

        count++;
        for (const fault of document.errors.length > 0 ? document.errors.map(error => error.message) : await faultsOf(object)) {
            console.error(`${file}: ${object?.apiVersion} ${object?.kind} ${object?.metadata?.name}: ${fault}`);
            refused++;
        }
    }
}

console.log(`${count} manifests, ${refused} faults`);
process.exitCode = refused > 0 || count === 0 ? 1 : 0;
