# Takes part in each of kazoo's recipes with a few clients, and prints the tree that
# they made: a line of JSON for each znode.
import base64
import datetime
import json
import sys
import threading
import time

from kazoo.client import KazooClient


def client():
    made = KazooClient(hosts=sys.argv[1])
    made.start()
    return made


a, b, c = client(), client(), client()


def behind(call, path, children):
    """Calls what blocks, and waits until it stands in line."""
    threading.Thread(target=call, daemon=True).start()
    while not a.exists(path) or len(a.get_children(path)) < children:
        time.sleep(0.01)


a.Lock("/kazoo/lock", "worker-0").acquire()
behind(b.Lock("/kazoo/lock", "worker-1").acquire, "/kazoo/lock", 2)
behind(c.Lock("/kazoo/lock", "worker-2").acquire, "/kazoo/lock", 3)
a.ReadLock("/kazoo/rw", "r0").acquire()
b.ReadLock("/kazoo/rw", "r1").acquire()
behind(c.WriteLock("/kazoo/rw", "w2").acquire, "/kazoo/rw", 3)
behind(a.ReadLock("/kazoo/rw", "r3").acquire, "/kazoo/rw", 4)
a.Semaphore("/kazoo/sem", "s0", max_leases=2).acquire()
b.Semaphore("/kazoo/sem", "s1", max_leases=2).acquire()
behind(c.Semaphore("/kazoo/sem", "s2", max_leases=2).acquire, "/kazoo/sem-__lock__", 1)
behind(lambda: a.Election("/kazoo/election", "e0").run(time.sleep, 60), "/kazoo/election", 1)
behind(lambda: b.Election("/kazoo/election", "e1").run(time.sleep, 60), "/kazoo/election", 2)
a.Barrier("/kazoo/barrier").create()
behind(a.DoubleBarrier("/kazoo/closed", 3, "d0").enter, "/kazoo/closed", 1)
behind(a.DoubleBarrier("/kazoo/open", 1, "d0").enter, "/kazoo/open", 2)
queue = a.Queue("/kazoo/queue")
queue.put(b"later")
queue.put(b"sooner", priority=5)
locking = a.LockingQueue("/kazoo/locking")
locking.put(b"one")
locking.put(b"two")
locking.get()
counter = a.Counter("/kazoo/counter")
counter += 5
counter = a.Counter("/kazoo/float-counter", default=1.0)
counter += 0.5
counter = a.Counter("/kazoo/curator-counter", support_curator=True)
counter += 5
a.NonBlockingLease("/kazoo/lease", datetime.timedelta(hours=1), "holder-1", utcnow=lambda: datetime.datetime(2026, 1, 2, 3, 4, 5))
a.Party("/kazoo/party", "p0").join()
b.Party("/kazoo/party", "p1").join()
a.ShallowParty("/kazoo/shallow", "p0").join()

sessions = {}


def show(path):
    data, stat = a.get(path)
    line = {"path": path, "version": stat.version, "base64": base64.b64encode(data or b"").decode()}
    if stat.owner_session_id:
        line["session"] = sessions.setdefault(stat.owner_session_id, len(sessions) + 1)
    print(json.dumps(line))
    for name in a.get_children(path):
        show(path + "/" + name)


show("/kazoo")
for each in a, b, c:
    each.stop()
