package dev.idxflow.scenarios

import dev.idxflow.IdxEvent
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.IdxTransport
import dev.idxflow.JavaNetTransport
import dev.idxflow.allMessages
import dev.idxflow.answer
import dev.idxflow.engine.AuthenticatorKey
import dev.idxflow.engine.Channel
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.org.ManualClock
import dev.idxflow.org.Org
import dev.idxflow.remediation
import dev.idxflow.with
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.plus
import kotlin.time.Duration

/** Runs the steps of a scenario against an org, and records a transcript. */
class ScenarioRunner(
    private val org: Org,
    private val scope: CoroutineScope,
    private val transport: IdxTransport = JavaNetTransport(),
    private val observer: (IdxEvent) -> Unit = {},
) {
    private val job = Job(scope.coroutineContext[Job])
    private val clock = ManualClock()
    private val progress = MutableStateFlow(Progress())
    val transcript = Transcript()
    lateinit var flow: IdxFlow
        private set

    val state: IdxState get() = flow.states.value
    private val prompt get() = checkNotNull(state.prompt) { "no prompt: $state" }
    private val qr get() = (state as IdxState.ShowQr).qr

    /** The number of state changes, and whether the last event was one. */
    private data class Progress(val stateChanges: Int = 0, val isSettled: Boolean = false)

    suspend fun start() {
        progress.value = Progress()
        flow = IdxFlow.start(org.config, scope + job, null, transport, clock, ::onEvent)
        settle()
    }

    suspend fun close() {
        closeFlow()
        job.cancel()
    }

    /** Closes the flow, and restores it from its snapshot. */
    suspend fun restart() {
        val snapshot = flow.save()
        closeFlow()
        progress.value = Progress()
        flow = IdxFlow.restore(snapshot, scope + job, transport, clock, ::onEvent)
        settle()
    }

    /** Runs a step. Returns when the flow waits for the user or another device, or has ended. */
    suspend fun step(step: List<String>) {
        val texts = step.drop(1)
        val text = texts.firstOrNull().orEmpty()
        when (step.first()) {
            "identify" -> flow.identify(text, texts.getOrNull(1)?.let(::Secret), prompt)
            "enter_passcode" -> flow.enterPasscode(Secret(text), prompt)
            "enter_passcode_from" -> flow.enterPasscode(Secret(org.code(text)), prompt)
            "select_authenticator" -> flow.selectAuthenticator(AuthenticatorKey(text), prompt = prompt)
            "select_channel" -> flow.selectChannel(Channel(text), prompt)
            "proceed" -> flow.proceed(RemediationName(text), prompt)
            "fill" -> fill(RemediationName(text), texts.drop(1).chunked(2))
            "wait" -> wait()
            "wait_for_message" -> waitUntil { state -> state.prompt?.allMessages.orEmpty().any { it.key == text } }
            "finish" -> waitUntil { it.isFinal }
            "scan" -> org.scan(qr.png.bytes)
            "open_on_phone" -> org.openSentTo(text)
            "open_setup_link" -> org.open(prompt.contextualData?.sameDevice?.setupUrl!!.value)
            "approve" -> org.approve()
            "reject" -> org.reject()
            "choose_number" -> chooseNumber()
            "open_redirect" -> flow.handleRedirect(org.visit((state as IdxState.Redirect).url.value))
            "open_magic_link" -> flow.handleRedirect(org.openEmail(text))
            "fault" -> org.addFault(text)
            "new_flow" -> newFlow()
            else -> error("unknown step: $step")
        }
        settle()
    }

    private fun onEvent(event: IdxEvent) {
        transcript.add(event)
        observer(event)
        // A rejected redirect does not change the state.
        if (event == IdxEvent.RedirectReceived(accepted = false)) return
        val isChange = event is IdxEvent.StateChanged
        progress.update { Progress(it.stateChanges + if (isChange) 1 else 0, isSettled = isChange) }
    }

    private suspend fun settle(minStateChanges: Int = 0) = coroutineScope {
        val retries = launch { flow.states.collectLatest { awaitRetry(it) } }
        progress.first { it.isSettled && it.stateChanges >= minStateChanges }
        retries.cancel()
    }

    /** Advances the clocks to the next attempt, if a request is sent again after a delay. */
    private suspend fun awaitRetry(state: IdxState) {
        val delay = (state as? IdxState.Working)?.retry?.retryIn?.takeIf { it.isPositive() } ?: return
        clock.awaitSleeper(delay)
        advance(delay)
    }

    private fun advance(duration: Duration) {
        org.advance(duration)
        clock.advance(duration)
    }

    /** Closes the flow, and waits until its coroutines have ended. */
    private suspend fun closeFlow() {
        flow.close()
        job.children.forEach { it.join() }
    }

    /** Advances the clocks of the flow and the org to the next poll, and waits for its result. */
    private suspend fun wait() {
        val duration = checkNotNull(state.pollIn) { "nothing is polled: $state" }
        clock.awaitSleeper(duration)
        val before = progress.value.stateChanges
        advance(duration)
        settle(before + 1)
    }

    private suspend fun waitUntil(condition: (IdxState) -> Boolean) {
        while (!condition(state)) wait()
    }

    private suspend fun fill(name: RemediationName, values: List<List<String>>) {
        val form = checkNotNull(prompt.remediation(name)) { "no form $name: $state" }
        flow.submit(values.fold(prompt.answer(form)) { answer, (path, value) -> answer.with(path, value) })
    }

    private suspend fun chooseNumber() {
        waitUntil { it.prompt?.contextualData?.correctAnswer != null }
        org.tap(prompt.contextualData?.correctAnswer!!.expose())
    }

    private suspend fun newFlow() {
        closeFlow()
        transcript.add("new flow")
        start()
    }
}
