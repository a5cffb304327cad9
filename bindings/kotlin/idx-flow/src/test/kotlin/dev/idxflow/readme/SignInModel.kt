package dev.idxflow.readme

import dev.idxflow.IdxClosedException
import dev.idxflow.IdxException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxRestoreException
import dev.idxflow.IdxState
import dev.idxflow.engine.Answer
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Snapshot
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/** Stores a snapshot, encrypted with a key of the Android Keystore. */
interface SnapshotStore {
    suspend fun load(): Snapshot?
    suspend fun save(snapshot: Snapshot)
    suspend fun delete()
}

class SignInModel(private val scope: CoroutineScope, private val store: SnapshotStore) {
    /** The state to show. */
    val state = MutableStateFlow<IdxState>(IdxState.Working())

    /** The error to show. If it is an `IdxAnswerException`, its `field` is the path of the field. */
    val error = MutableStateFlow<IdxException?>(null)

    private val flow = MutableStateFlow<IdxFlow?>(null)

    fun start(config: FlowConfig) = launch {
        val newFlow = restore() ?: IdxFlow.start(config, scope)
        flow.value = newFlow
        newFlow.states.collect {
            save(newFlow)
            state.value = it
        }
    }

    /** [prompt] is the prompt that the user has answered. */
    fun identify(username: String, password: String, prompt: Prompt) =
        input { identify(username, Secret(password), prompt) }

    fun submit(answer: Answer) = input { submit(answer) }

    /** Call this with the URL that the browser returned to your redirect URI. */
    fun handleRedirect(url: String) = input { handleRedirect(url) }

    /** Call this if the user closed the browser. */
    fun cancelRedirect() = input { cancelRedirect() }

    fun onForeground() = launch { flow.value?.resume() }

    fun onBackground() = launch { flow.value?.let { save(it) } }

    fun close() {
        flow.value?.close()
    }

    private suspend fun restore(): IdxFlow? = try {
        store.load()?.let { IdxFlow.restore(it, scope) }
    } catch (_: IdxRestoreException) {
        store.delete() // The snapshot cannot be restored. Start a new flow.
        null
    }

    private suspend fun save(flow: IdxFlow) {
        if (flow.states.value.isFinal) store.delete() else store.save(flow.save())
    }

    /** Waits until the flow has started: a redirect can arrive before that. */
    private fun input(call: suspend IdxFlow.() -> Unit) = launch {
        error.value = null
        flow.filterNotNull().first().call()
    }

    private fun launch(block: suspend () -> Unit) = scope.launch {
        try {
            block()
        } catch (_: IdxClosedException) {
            // close() was called: there is nothing to show.
        } catch (exception: IdxException) {
            error.value = exception
        }
    }
}
