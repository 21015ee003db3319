# Opens a kazoo client, prints each state it goes through and ends with its input.
import sys

from kazoo.client import KazooClient, KazooState

hosts, timeout, credentials, ephemeral = sys.argv[1:]
client = KazooClient(
    hosts,
    timeout=float(timeout),
    auth_data=[("digest", credentials)],
    # kazoo waits up to a minute between two tries; here it must be back before
    # a short session is over.
    connection_retry={"max_tries": -1, "max_delay": 0.5},
)


def listen(state):
    print(state, flush=True)
    if state == KazooState.CONNECTED:
        client.create_async(ephemeral, ephemeral=True)


client.add_listener(listen)
client.start_async()
sys.stdin.read()
client.stop()
client.close()
