package dev.idxflow.readme

import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
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

    fun start(config: FlowConfig) = scope.launch {
        val snapshot = saved.load()
        val flow = if (snapshot == null) IdxFlow.start(config, scope) else IdxFlow.restore(snapshot, scope)
        this@SignInModel.flow = flow
        flow.states.collect {
            saved.store(if (it.isFinal) null else flow.save())
            state.value = it
        }
    }

    fun identify(login: String, password: String) = give { identify(login, Secret(password)) }

    fun onForeground() = flow?.resume()

    fun close() = flow?.close()

    private fun give(answer: suspend IdxFlow.() -> Unit) = scope.launch {
        mistake.value = try {
            flow?.answer()
            null
        } catch (error: IdxInputException) {
            error.field ?: error.message
        }
    }
}

/** The keystore, in an app. */
interface Saved {
    suspend fun load(): Snapshot?

    suspend fun store(snapshot: Snapshot?)
}
