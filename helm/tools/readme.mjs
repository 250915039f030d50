// Prints the chart's README, made of Chart.yaml and values.yaml: `node readme.mjs CHART MODULES`. A value's description is the comment above it that begins with "-- ".
import { readFileSync } from "node:fs";
import { load } from "./modules.mjs";

const [chart, modules] = process.argv.slice(2);
const yaml = await load(modules, "yaml");
const { name, version, kubeVersion, description } = yaml.parse(readFileSync(`${chart}/Chart.yaml`, "utf8"));

function describe(map, path, above) {
    return map.items.flatMap((pair, index) => {
        const here = [...path, pair.key.value];

        // The library gives the first comment of a map to the map.
        const comment = pair.key.commentBefore ?? (index === 0 ? above : undefined);
        const text = /^ ?-- (.*)$/m.exec(comment ?? "")?.[1];
        if (text) {
            return [`| \`${here.join(".")}\` | ${text.replaceAll("|", "\\|")} | \`${JSON.stringify(pair.value.toJSON())}\` |`];
        }

        if (yaml.isMap(pair.value) && pair.value.items.length > 0) {
            return describe(pair.value, here, pair.value.commentBefore);
        }

        throw new Error(`values.yaml: ${here.join(".")} has no description; put a line '# -- …' above it.`);
    });
}

const values = yaml.parseDocument(readFileSync(`${chart}/values.yaml`, "utf8"), { strict: true });
if (values.errors.length > 0) {
    throw values.errors[0];
}

console.log(`# ${name}

${description}. Chart ${version}, Kubernetes ${kubeVersion.replace("-0", "")}. Made by \`helm/check --write\` from Chart.yaml and values.yaml.

## Install

The password of Redis is a Secret of yours, never a value:

\`\`\`sh
kubectl create secret generic grokcluster-redis --from-literal=password="$(openssl rand -hex 24)"
helm install grok helm/grokcluster --set image.repository=YOUR-REGISTRY/grokcluster
helm test grok
\`\`\`

That is two silos of two CPU slots, a Redis for trying out and a volume for checkpoints that all silos share (ReadWriteMany; on a single node \`--set checkpoints.volume.accessMode=ReadWriteOnce\`). \`ci/\` has values for GPUs, a Redis of your own and a bucket.
Silos find each other by Redis and ask nothing of Kubernetes: their ServiceAccount has no rights and no token. Who runs \`grok\` needs the way to Redis and to every silo's gateway: a pod with the label \`NAME-client: "true"\`, NAME being that of the objects
(\`grok-grokcluster\` above), or whom \`networkPolicy.clientsFrom\` names.

Metrics and dashboard need a token, silos and clients can need certificates; both are Secrets of yours ([what is open and what is closed](../../docs/operations.md#what-is-open-and-what-is-closed)):

\`\`\`sh
kubectl create secret generic grok-http --from-literal=token="$(openssl rand -hex 24)"
kubectl create secret generic grok-tls --from-file=tls.crt=silo.crt --from-file=tls.key=silo.key --from-file=ca.crt=ca.crt
helm upgrade grok helm/grokcluster --reuse-values --set http.token.existingSecret=grok-http --set tls.existingSecret=grok-tls
\`\`\`

Silos with and without certificates do not speak to one another: change it while no sweep runs, and scale to zero in between.

Dashboards: put Grafana's JSON files into \`dashboards/\` of the chart and set \`dashboards.enabled\`; each becomes a ConfigMap that the sidecar of Grafana's chart finds by its labels.

## Values

| value | what | default |
| --- | --- | --- |
${describe(values.contents, []).join("\n")}`);
