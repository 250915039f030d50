{{- define "grok.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* 40 letters leave room for what is appended: names of pods are host names. */}}
{{- define "grok.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "grok.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "grok.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "grok.selector" -}}
app.kubernetes.io/name: {{ include "grok.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "grok.labels" -}}
{{ include "grok.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end -}}

{{- define "grok.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "grok.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "grok.redisHost" -}}
{{- if eq .Values.redis.kind "internal" -}}{{ include "grok.fullname" . }}-redis{{- else -}}{{ .Values.redis.external.host }}{{- end -}}
{{- end -}}

{{- define "grok.redisPort" -}}
{{- if eq .Values.redis.kind "internal" -}}6379{{- else -}}{{ .Values.redis.external.port | int }}{{- end -}}
{{- end -}}

{{/* In the environment, not among the arguments: the list of processes shows those. Kubernetes fills the password in. */}}
{{- define "grok.redisConnection" -}}
{{ include "grok.redisHost" . }}:{{ include "grok.redisPort" . }}
{{- with .Values.redis }}
{{- if eq .kind "external" }}
{{- if .external.user }},user={{ .external.user }}{{ end }}
{{- if .external.tls }},ssl=true{{ end }}
{{- end }}
{{- end -}}
,password=$(REDIS_PASSWORD)
{{- end -}}

{{- define "grok.checkpoints" -}}
{{- if eq .Values.checkpoints.kind "volume" -}}
/checkpoints
{{- else -}}
{{- with .Values.checkpoints.s3 -}}
{{- $parameters := list -}}
{{- if .endpoint }}{{ $parameters = append $parameters (printf "endpoint=%s" .endpoint) }}{{ end -}}
{{- if .region }}{{ $parameters = append $parameters (printf "region=%s" .region) }}{{ end -}}
s3://{{ .bucket }}{{ if .prefix }}/{{ trimAll "/" .prefix }}{{ end }}{{ if $parameters }}?{{ join "&" $parameters }}{{ end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "grok.claim" -}}
{{- default (printf "%s-checkpoints" (include "grok.fullname" .)) .Values.checkpoints.volume.existingClaim -}}
{{- end -}}

{{/* The port of the bucket's server. */}}
{{- define "grok.s3Port" -}}
{{- $endpoint := .Values.checkpoints.s3.endpoint -}}
{{- if not $endpoint -}}443
{{- else -}}
{{- $host := (urlParse $endpoint).host -}}
{{- if regexMatch ":[0-9]+$" $host -}}{{ regexFind "[0-9]+$" $host }}{{- else if hasPrefix "http:" $endpoint -}}80{{- else -}}443{{- end -}}
{{- end -}}
{{- end -}}

{{- define "grok.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities: { drop: [ALL] }
readOnlyRootFilesystem: true
{{- end -}}
