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
import dev.idxflow.named
import dev.idxflow.org.ManualClock
import dev.idxflow.org.Org
import dev.idxflow.with
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.plus

/** Someone who carries out the steps of a scenario against an org, and writes down what happens. */
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

    /** How often something was shown, and whether that was the last thing to happen. */
    private data class Progress(val shows: Int = 0, val isSettled: Boolean = false)

    suspend fun start() {
        progress.value = Progress()
        flow = IdxFlow.start(org.config, scope + job, transport, clock, ::take)
        settle()
    }

    /** Closes the flow, and sees to it that nothing of it still runs. */
    private suspend fun end() {
        flow.close()
        job.children.forEach { it.join() }
    }

    /** The last that is seen of them. */
    suspend fun leave() {
        end()
        job.cancel()
    }

    /** The flow is gone, and comes back from its snapshot. */
    suspend fun restart() {
        val snapshot = flow.save()
        end()
        progress.value = Progress()
        flow = IdxFlow.restore(snapshot, scope + job, transport, clock, ::take)
        settle()
    }

    /** Does what a step says, and waits until the flow waits for somebody or has ended. */
    suspend fun step(step: List<String>) {
        val texts = step.drop(1)
        val text = texts.firstOrNull().orEmpty()
        when (step.first()) {
            "identify" -> flow.identify(text, texts.getOrNull(1)?.let(::Secret))
            "enter_passcode" -> flow.enterPasscode(Secret(text))
            "enter_passcode_from" -> flow.enterPasscode(Secret(org.code(text)))
            "select_authenticator" -> flow.selectAuthenticator(AuthenticatorKey(text))
            "select_channel" -> flow.selectChannel(Channel(text))
            "proceed" -> flow.proceed(RemediationName(text))
            "fill" -> fill(RemediationName(text), texts.drop(1).chunked(2))
            "wait" -> wait()
            "wait_for_message" -> waitUntil { shown -> shown.prompt?.allMessages.orEmpty().any { it.key == text } }
            "finish" -> waitUntil { it.isFinal }
            "scan" -> org.scan(qr.png.bytes)
            "open_on_phone" -> org.openSentTo(text)
            "open_setup_link" -> org.open(prompt.contextualData?.sameDevice?.setupUrl!!.text)
            "approve" -> org.approve()
            "reject" -> org.reject()
            "choose_number" -> chooseNumber()
            "open_redirect" -> flow.handleRedirect(org.visit((shown as IdxState.Redirect).url.value))
            "new_flow" -> newFlow()
            else -> error("there is no step $step")
        }
        settle()
    }

    val shown: IdxState get() = flow.states.value
    private val prompt get() = checkNotNull(shown.prompt) { "no prompt: $shown" }
    private val qr get() = (shown as IdxState.ShowQr).qr

    private fun take(event: IdxEvent) {
        transcript.take(event)
        observer(event)
        // what is refused changes nothing
        if (event == IdxEvent.RedirectReceived(accepted = false)) return
        val shows = event is IdxEvent.StateChanged
        progress.update { Progress(it.shows + if (shows) 1 else 0, isSettled = shows) }
    }

    private suspend fun settle(shows: Int = 0) {
        progress.first { it.isSettled && it.shows >= shows }
    }

    /** Lets the time pass until the next poll, for the flow and for the org; then that poll. */
    private suspend fun wait() {
        val duration = checkNotNull(shown.pollIn) { "nothing to wait for: $shown" }
        clock.awaitSleeper(duration)
        val before = progress.value.shows
        org.advance(duration)
        clock.move(duration)
        settle(before + 1)
    }

    private suspend fun waitUntil(isHere: (IdxState) -> Boolean) {
        while (!isHere(shown)) wait()
    }

    private suspend fun fill(name: RemediationName, values: List<List<String>>) {
        val form = checkNotNull(prompt.remediation(name)) { "there is no form $name: $shown" }
        flow.submit(values.fold(prompt.answer(form)) { answer, (path, value) -> answer.with(path, value) })
    }

    private suspend fun chooseNumber() {
        waitUntil { it.prompt?.contextualData?.correctAnswer != null }
        org.tap(prompt.contextualData?.correctAnswer!!.expose())
    }

    private suspend fun newFlow() {
        end()
        transcript.say("new flow")
        start()
    }
}
