package dev.idxflow.transport

import dev.idxflow.IdxClock
import dev.idxflow.JavaNetTransport
import kotlin.time.Duration

class JavaNetTransportTest : TransportContract() {
    override fun transport(connectTimeout: Duration, timeout: Duration, clock: IdxClock) =
        JavaNetTransport(connectTimeout, timeout, clock)
}

class JavaNetIdleConnectionsTest : IdleConnectionsContract() {
    override fun transport(clock: IdxClock) = JavaNetTransport(clock = clock)
}
