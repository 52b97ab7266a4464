{{- /*
What the API server would take and nobody should: asked of the live objects before anything of the release is changed.
Without a cluster (helm template) there are none, and all passes. Each template prints a line for each refusal.
*/ -}}

{{- define "guard.KafkaTopic" -}}
{{- $topic := .spec.topicName -}}
{{- with lookup .apiVersion .kind .metadata.namespace .metadata.name -}}
{{- $partitions := dig "spec" "partitions" 0 . | int -}}
{{- $replicas := dig "spec" "replicas" 0 . | int -}}
{{- $wanted := $.spec -}}
{{- if lt (int $wanted.partitions) $partitions }}
TOPIC_PARTITIONS_DECREASED: {{ $topic }} has {{ $partitions }} partitions, and the environment says {{ $wanted.partitions }}: Kafka takes no partition away, since its records would go with it and keys would lie elsewhere than their earlier records. Leave topics.{{ $topic }}.partitions at {{ $partitions }}; for fewer, make another topic and move over to it.
{{- end -}}
{{- if and $replicas (ne (int $wanted.replicas) $replicas) }}
TOPIC_REPLICATION_CHANGED: {{ $topic }} has {{ $replicas }} replicas, and the environment says {{ $wanted.replicas }}: every record would be copied or a copy of it deleted, which is an operation to be watched and not a side effect of a deploy. Leave topics.{{ $topic }}.durability as it was; or move the replicas first, when the cluster can carry it (with Cruise Control: kubectl --namespace {{ $.metadata.namespace }} patch kafkatopic {{ $.metadata.name }} --type merge --patch '{"spec":{"replicas":{{ $wanted.replicas }}}}'; without it kafka-reassign-partitions.sh comes before that patch), wait until the topic is Ready, and deploy again.
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Strimzi ignores a change of a volume's class, and with it every other one of the pool's storage, deleteClaim too (KafkaPool.fromCrd). */ -}}
{{- define "guard.KafkaNodePool" -}}
{{- $kept := list -}}
{{- range .spec.storage.volumes -}}
{{- if not .deleteClaim -}}{{- $kept = append $kept .class -}}{{- end -}}
{{- end -}}
{{- $others := list -}}
{{- $classes := list -}}
{{- range (lookup "v1" "PersistentVolumeClaim" .metadata.namespace "").items -}}
{{- $labels := .metadata.labels | default dict -}}
{{- if and $kept (eq (get $labels "strimzi.io/pool-name") $.metadata.name) (eq (get $labels "strimzi.io/cluster") (get $.metadata.labels "strimzi.io/cluster")) (not (has .spec.storageClassName $kept)) -}}
{{- $others = append $others .metadata.name -}}
{{- $classes = append $classes .spec.storageClassName -}}
{{- end -}}
{{- end -}}
{{- if $others }}
VOLUMES_STAY_DELETABLE: {{ join " " $others }} of the pool {{ .metadata.name }}: of class {{ join ", " (uniq $classes) }}, and the environment says {{ join ", " $kept }}, which keeps them. A volume cannot change its class, and the operator would ignore this and every other change of the pool's storage: they would still be deleted with the cluster, though the environment says that they are not. Leave platform.dataDeletion at allowed; to keep what is on them, make a new environment with forbidden and copy the topics over.
{{- end -}}
{{- end -}}

{{- define "guard.StorageClass" -}}
{{- $wanted := . -}}
{{- with lookup .apiVersion .kind "" .metadata.name -}}
{{- $live := . -}}
{{- range $field, $default := dict "provisioner" "" "parameters" dict "reclaimPolicy" "Delete" "volumeBindingMode" "Immediate" -}}
{{- $is := get $live $field | default $default | toJson -}}
{{- $will := get $wanted $field | default $default | toJson -}}
{{- if ne $is $will }}
STORAGE_CLASS_CHANGED: {{ $wanted.metadata.name }} has {{ $field }} {{ $is }}, and the environment says {{ $will }}: Kubernetes changes no class, since the volumes of it were made as it says. Put {{ $field }} back to {{ $is }}; it is decided before the first deploy of a cluster.
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "objects.guard" -}}
{{- $refusals := list -}}
{{- range .Values.objects -}}
{{- if has .kind (list "KafkaTopic" "KafkaNodePool" "StorageClass") -}}
{{- with include (printf "guard.%s" .kind) . | trim -}}
{{- $refusals = append $refusals . -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $refusals -}}
{{- fail (printf "nothing of the release %s was changed:\n%s" .Release.Name (join "\n" $refusals)) -}}
{{- end -}}
{{- end -}}
