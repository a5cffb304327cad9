package dev.idxflow.readme

import dev.idxflow.IdxClosedException
import dev.idxflow.IdxException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
import dev.idxflow.IdxRestoreException
import dev.idxflow.IdxState
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.launch

class SignInModel(private val scope: CoroutineScope, private val saved: Saved) {
    val state = MutableStateFlow<IdxState>(IdxState.Working())
    val mistake = MutableStateFlow<String?>(null)
    private var flow: IdxFlow? = null

    fun start(config: FlowConfig) = untilClosed {
        val flow = restored() ?: IdxFlow.start(config, scope)
        this.flow = flow
        flow.states.collect {
            save(flow)
            state.value = it
        }
    }

    fun identify(login: String, password: String) = give { identify(login, Secret(password)) }

    fun onForeground() = flow?.resume()

    fun onBackground() = untilClosed { flow?.let { save(it) } }

    fun close() {
        flow?.close()
        flow = null
    }

    private suspend fun restored(): IdxFlow? = try {
        saved.load()?.let { IdxFlow.restore(it, scope) }
    } catch (_: IdxRestoreException) {
        saved.store(null)
        null
    }

    private suspend fun save(flow: IdxFlow) = saved.store(if (flow.states.value.isFinal) null else flow.save())

    private fun untilClosed(work: suspend () -> Unit) = scope.launch {
        try {
            work()
        } catch (_: IdxClosedException) {
            // there is nothing more to show or to save
        }
    }

    private fun give(answer: suspend IdxFlow.() -> Unit) = scope.launch {
        mistake.value = try {
            flow?.answer()
            null
        } catch (error: IdxException) {
            (error as? IdxInputException)?.field ?: error.message
        }
    }
}

/** The keystore, in an app. */
interface Saved {
    suspend fun load(): Snapshot?

    suspend fun store(snapshot: Snapshot?)
}
