package dev.idxflow.sample

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalUriHandler
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.LifecycleResumeEffect
import dev.idxflow.IdxAnswerException
import dev.idxflow.IdxException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Message
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Tokens
import kotlinx.coroutines.launch

/**
 * A sign-in that includes the enrollment of Okta Verify by QR code.
 *
 * This composable only draws the state. Keep the flow in a `ViewModel`, so that it survives a rotation.
 * The QR code and the user's input are credentials: set `FLAG_SECURE` on the activity's window. Pass the
 * URL that returns to your redirect URI to [IdxFlow.handleRedirect].
 */
@Composable
fun EnrollScreen(flow: IdxFlow, onSignedIn: (Tokens) -> Unit, onFailed: (List<Message>) -> Unit) {
    val state by flow.states.collectAsState()

    LifecycleResumeEffect(flow) {
        flow.resume()
        onPauseOrDispose {}
    }
    LaunchedEffect(state) {
        when (val current = state) {
            is IdxState.Done -> onSignedIn(current.tokens)
            is IdxState.Failed -> onFailed(current.failure.messages)
            else -> Unit
        }
    }
    Column(
        Modifier.fillMaxWidth().verticalScroll(rememberScrollState()).padding(24.dp),
        Arrangement.spacedBy(16.dp),
    ) {
        state.prompt?.let { prompt -> key(prompt.version) { PromptContent(flow, prompt, state) } }
        (state as? IdxState.Working)?.let { Progress(it.retry?.text) }
    }
}

/** Draws a prompt. Input is kept until the prompt changes. */
@Composable
private fun PromptContent(flow: IdxFlow, prompt: Prompt, state: IdxState) {
    val scope = rememberCoroutineScope()
    var error by remember { mutableStateOf<IdxAnswerException?>(null) }
    val submit: (Answer) -> Unit = { answer ->
        error = null
        scope.launch {
            try {
                flow.submit(answer)
            } catch (exception: IdxAnswerException) {
                error = exception
            } catch (_: IdxException) {
                // The flow is closed, or the next state is Failed.
            }
        }
    }

    val waiting = (state as? IdxState.Waiting)?.reason?.text
    Messages(prompt.messages.map { it.text } + listOfNotNull(prompt.notice?.text(prompt), error?.text, waiting))
    when (state) {
        is IdxState.ShowQr -> QrScreen(flow, prompt, state.qr, submit)
        is IdxState.Redirect -> {
            val browser = LocalUriHandler.current
            Button({ browser.openUri(state.url.value) }) { Text("Continue in browser") }
        }
        else -> FormScreen(prompt, isEnabled = state !is IdxState.Working, submit)
    }
}

/** The messages of the server, the notice and the error. TalkBack announces them when they change. */
@Composable
private fun Messages(texts: List<String>) {
    Column(Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
        texts.forEach { Text(it) }
    }
}

@Composable
private fun Progress(retryText: String?) {
    LinearProgressIndicator(
        Modifier.fillMaxWidth().semantics {
            contentDescription = retryText ?: "Loading…"
            liveRegion = LiveRegionMode.Polite
        },
    )
    if (retryText != null) Text(retryText)
}
