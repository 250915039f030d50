// Lints a Dockerfile, and holds what the image promises against it: `node dockerfile.mjs MODULES FILE`.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, file] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const { DockerfileParser } = require("dockerfile-ast");
const { validate } = require("dockerfile-utils");
const text = readFileSync(file, "utf8");

function* faultsOfSyntax() {
    for (const { range, message } of validate(text)) {
        yield `line ${range.start.line + 1}: ${message}`;
    }
}

// Its exit code says only that there is something.
function* faultsOfPractice() {
    const linter = require.resolve("dockerlinter/bin/dockerfilelinter");
    const said = execFileSync(process.execPath, [linter, "--file", file, "--shellcheck", "none"], { encoding: "utf8", env: { ...process.env, FORCE_COLOR: "0" } }).trim();
    yield* said === "" ? [] : [said];
}

function* faultsOfPromises() {
    const dockerfile = DockerfileParser.parse(text);
    const last = dockerfile.getInstructions().slice(dockerfile.getInstructions().map(each => each.getKeyword()).lastIndexOf("FROM"));
    const users = last.filter(each => each.getKeyword() === "USER").map(each => each.getArgumentsContent());
    if (!/^[1-9]\d*(:[1-9]\d*)?$/.test(users.at(-1) ?? "")) {
        yield `the user of the image is ${users.at(-1) ?? "root"}; allowed is a number, as Kubernetes cannot tell who else is root`;
    }

    for (const keyword of ["HEALTHCHECK", "ENTRYPOINT", "STOPSIGNAL"]) {
        if (!last.some(each => each.getKeyword() === keyword)) {
            yield `the image says no ${keyword}`;
        }
    }

    for (const each of dockerfile.getInitialARGs().map(each => each.getArgumentsContent())) {
        if (!/^[A-Z]+=\S+(:\S*\d+\.\d+\.\d+\S*|@sha256:[0-9a-f]{64})$/.test(each)) {
            yield `the base image ${each} is no version, and can be another one tomorrow`;
        }
    }
}

const faults = [...faultsOfSyntax(), ...faultsOfPractice(), ...faultsOfPromises()];
faults.forEach(each => console.log(`${file}: ${each}`));
process.exit(faults.length === 0 ? 0 : 1);
