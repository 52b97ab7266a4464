import type { Topic } from '../../model/environment';
import { generatedBy } from './generated';

/** For the shell: single quotes, so that nothing in it means anything. */
const quoted = (text: string): string => (/^[\w.=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const row = ({ name, partitions, replicationFactor, config }: Topic): string => {
  const settings = Object.keys(config)
    .sort()
    .map((key) => `${key}=${config[key] ?? ''}`);
  return ['topic', name, String(partitions), String(replicationFactor), ...settings].map(quoted).join(' ');
};

const head = `set -euo pipefail

tools=\${KAFKA_TOOLS:-/opt/kafka/bin}
servers=\${BOOTSTRAP_SERVERS:?where the brokers are}
one_broker=\${ONE_BROKER:-false} # true: one copy of everything, because there is no second broker to hold one
refused=0

there=$("$tools/kafka-topics.sh" --bootstrap-server "$servers" --describe)

# A setting's value may hold commas: in brackets it is one value.
as_list() {
  local setting list=
  for setting in "$@"; do
    case \${setting#*=} in *,*) setting="\${setting%%=*}=[\${setting#*=}]" ;; esac
    list=\${list:+$list,}$setting
  done
  printf '%s' "$list"
}

create() { # NAME PARTITIONS REPLICATION SETTING...
  local name=$1 partitions=$2 replication=$3 setting arguments=()
  shift 3
  for setting in "$@"; do arguments+=(--config "$setting"); done
  "$tools/kafka-topics.sh" --bootstrap-server "$servers" --create --if-not-exists --topic "$name" \\
    --partitions "$partitions" --replication-factor "$replication" "\${arguments[@]}"
}

# Brings a topic to what the model says: created, partitions raised, settings altered. Nothing is ever deleted.
topic() { # NAME PARTITIONS REPLICATION SETTING...
  local name=$1 partitions=$2 replication=$3 setting settings=() found
  shift 3
  if [ "$one_broker" = true ]; then
    replication=1
    for setting in "$@"; do settings+=("\${setting/#min.insync.replicas=*/min.insync.replicas=1}"); done
  else
    settings=("$@")
  fi
  found=$(awk -F'\\t' -v name="Topic: $name" '$1 == name && /PartitionCount/ {
    for (i = 1; i <= NF; i++) if (split($i, pair, ": ") == 2) value[pair[1]] = pair[2]
    print value["PartitionCount"], value["ReplicationFactor"]; exit }' <<<"$there")
  if [ -z "$found" ]; then
    create "$name" "$partitions" "$replication" "\${settings[@]}"
    return
  fi
  local now_partitions=\${found% *} now_replication=\${found#* }
  if [ "$now_replication" != "$replication" ]; then
    echo "REFUSED: $name has replication factor $now_replication, the model says $replication; move its replicas with kafka-reassign-partitions.sh" >&2
    refused=1
  elif [ "$now_partitions" -gt "$partitions" ]; then
    echo "REFUSED: $name has $now_partitions partitions, the model says $partitions; partitions cannot be taken away without losing records" >&2
    refused=1
  else
    if [ "$now_partitions" -lt "$partitions" ]; then
      "$tools/kafka-topics.sh" --bootstrap-server "$servers" --alter --topic "$name" --partitions "$partitions"
      echo "$name: partitions raised from $now_partitions to $partitions"
    fi
    "$tools/kafka-configs.sh" --bootstrap-server "$servers" --alter --entity-type topics --entity-name "$name" \\
      --add-config "$(as_list "\${settings[@]}")"
  fi
}
`;

/** What the one-shot container runs in Kafka's own image. */
export const topicsScript = (topics: readonly Topic[]): string =>
  [`#!/usr/bin/env bash\n# ${generatedBy}`, head, topics.map(row).join('\n'), '\nexit "$refused"\n'].join('\n');
