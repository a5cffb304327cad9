package dev.idxflow.example

import dev.idxflow.IdxException
import dev.idxflow.IdxFlow
import dev.idxflow.IdxRestoreException
import dev.idxflow.IdxState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlin.system.exitProcess

/** Signs in to the org of IDX_FLOW_ORG, and enrolls Okta Verify: `--help`. */
fun main(words: Array<String>) {
    val terminal = Terminal()
    val code = try {
        run(Arguments.parse(words.asList()), terminal)
        0
    } catch (error: ExitError) {
        fail(if (error.code == ExitError.FAILED) "Not signed in: ${error.message}" else error.message, terminal)
        error.code
    } catch (error: IdxException) {
        fail("Not signed in: ${error.message}", terminal)
        ExitError.FAILED
    }
    exitProcess(code)
}

private fun run(arguments: Arguments, terminal: Terminal) {
    if (arguments.help) return terminal.say(USAGE)
    val org = Org.of(System.getenv("IDX_FLOW_ORG"))
    val file = arguments.state?.let(::StateFile)
    val end = runBlocking { enroll(org, file, arguments.polls, terminal) }
    when (end) {
        null -> terminal.say("\nLeaves, as --polls ${arguments.polls} wants it. The sign-in is in $file: go on from there.")
        is IdxState.Done -> terminal.say(signedIn(end.tokens))
        is IdxState.Failed -> throw ExitError(reason(end.failure))
        else -> throw ExitError("the sign-in ended without tokens.")
    }
}

/** To the end of the flow; null where the polls were used up before. */
internal suspend fun enroll(org: Org, file: StateFile?, polls: Int?, terminal: Terminal): IdxState? = coroutineScope {
    val journal = when {
        terminal.isAttended -> EventLog(file, polls)
        else -> EventLog(file, polls, MOST_FAILURES, terminal::say)
    }
    open(org, file, this, journal, terminal).use { flow ->
        val screen = when {
            terminal.isAttended -> Attended(flow, terminal, journal, org)
            else -> Unattended(flow, terminal, journal, org, usesPhone = polls == null)
        }
        val showing = launch { flow.states.collectLatest(screen::show) }
        journal.follow(flow).also { showing.cancelAndJoin() }
    }
}

/** Goes on from the file where there is one, without a request; else it starts a flow. */
private suspend fun open(org: Org, file: StateFile?, scope: CoroutineScope, journal: EventLog, terminal: Terminal): IdxFlow {
    val snapshot = file?.read() ?: return IdxFlow.start(org.config, scope, observer = journal::note)
    val flow = try {
        IdxFlow.restore(snapshot, scope, observer = journal::note)
    } catch (error: IdxRestoreException) {
        throw ExitError("$file holds no sign-in to go on from: ${error.message}.\nDelete it to start a new one.")
    }
    terminal.say("Goes on from $file.")
    return flow
}

/** Where nobody is there to lose patience. */
private const val MOST_FAILURES = 5

private fun fail(message: String, terminal: Terminal) {
    if (terminal.isAttended) terminal.say("")
    System.err.println(message)
}
