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
import dev.idxflow.IdxFlow
import dev.idxflow.IdxInputException
import dev.idxflow.IdxState
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Message
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Tokens
import kotlinx.coroutines.launch

/**
 * A sign-in in the course of which Okta Verify is enrolled by QR code.
 *
 * A view of the state and no more: the flow lives in a ViewModel, so that it outlives a rotation. The
 * picture and what is typed are credentials: the activity sets `FLAG_SECURE`, and gives what comes back
 * to its redirect URI to [IdxFlow.handleRedirect].
 */
@Composable
fun EnrollScreen(flow: IdxFlow, onSignedIn: (Tokens) -> Unit, onFailed: (List<Message>) -> Unit) {
    val state by flow.states.collectAsState()

    LifecycleResumeEffect(flow) {
        flow.resume()
        onPauseOrDispose {}
    }
    LaunchedEffect(state) {
        when (val end = state) {
            is IdxState.Done -> onSignedIn(end.tokens)
            is IdxState.Failed -> onFailed(end.failure.messages)
            else -> Unit
        }
    }
    Column(
        Modifier.fillMaxWidth().verticalScroll(rememberScrollState()).padding(24.dp),
        Arrangement.spacedBy(16.dp),
    ) {
        state.prompt?.let { prompt -> key(prompt.version) { PageOf(flow, prompt, state) } }
        if (state is IdxState.Working) Busy(isOffline = (state as IdxState.Working).retry != null)
    }
}

/** A prompt, with whatever belongs on it in this state. Another prompt begins with nothing typed. */
@Composable
private fun PageOf(flow: IdxFlow, prompt: Prompt, state: IdxState) {
    val scope = rememberCoroutineScope()
    var refusal by remember { mutableStateOf<IdxInputException?>(null) }
    val give: (Answer) -> Unit = { answer ->
        refusal = null
        scope.launch {
            try {
                flow.submit(answer)
            } catch (error: IdxInputException) {
                refusal = error
            }
        }
    }

    Messages(prompt.messages.map { it.text } + listOfNotNull(refusal?.words))
    when (state) {
        is IdxState.ShowQr -> QrScreen(flow, prompt, state.qr, give)
        is IdxState.Redirect -> {
            val browser = LocalUriHandler.current
            Button({ browser.openUri(state.url.value) }) { Text("Go on in the browser") }
        }
        else -> FormScreen(prompt, isEnabled = state !is IdxState.Working, give)
    }
}

/** What the server and the app have to say. TalkBack reads it out when it changes. */
@Composable
private fun Messages(texts: List<String>) {
    Column(Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
        texts.forEach { Text(it) }
    }
}

@Composable
private fun Busy(isOffline: Boolean) {
    val what = if (isOffline) "No connection. Trying again" else "Just a moment"
    LinearProgressIndicator(
        Modifier.fillMaxWidth().semantics {
            contentDescription = what
            liveRegion = LiveRegionMode.Polite
        },
    )
    if (isOffline) Text(what)
}
