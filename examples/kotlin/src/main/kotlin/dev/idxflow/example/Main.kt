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

/** Signs in to the org of IDX_FLOW_ORG and enrolls Okta Verify. See `--help`. */
fun main(args: Array<String>) {
    val terminal = Terminal()
    val code = try {
        run(Arguments.parse(args.asList()), terminal)
        0
    } catch (error: ExitError) {
        printError(if (error.code == ExitError.FAILED) "Sign-in failed: ${error.message}" else error.message, terminal)
        error.code
    } catch (error: IdxException) {
        printError("Sign-in failed: ${error.message}", terminal)
        ExitError.FAILED
    }
    exitProcess(code)
}

private fun run(arguments: Arguments, terminal: Terminal) {
    if (arguments.help) return terminal.println(USAGE)
    val org = Org.parse(System.getenv("IDX_FLOW_ORG"))
    val file = arguments.state?.let(::StateFile)
    terminal.println("A simulated Okta org with a simulated phone runs at ${org.config.issuer}.")
    terminal.println("Sign in as ${org.login} with the password ${org.password.expose()}.")
    val end = runBlocking { signIn(org, file, arguments.polls, terminal) }
    when (end) {
        null -> {
            val polls = if (arguments.polls == 1) "1 poll" else "${arguments.polls} polls"
            terminal.println("\nStopped after $polls. To continue, run again with --state $file.")
        }
        is IdxState.Done -> terminal.println(successLines(end.tokens))
        is IdxState.Failed -> throw ExitError(failureText(end.failure))
        else -> throw ExitError("the sign-in ended without tokens.")
    }
}

/** Runs a flow to its end. Returns the final state, or null after [maxPolls] polls. */
private suspend fun signIn(org: Org, file: StateFile?, maxPolls: Int?, terminal: Terminal): IdxState? = coroutineScope {
    val eventLog = when {
        terminal.isInteractive -> EventLog(file, maxPolls)
        else -> EventLog(file, maxPolls, MAX_FAILURES, terminal::println)
    }
    startOrRestore(org, file, this, eventLog, terminal).use { flow ->
        val screen = when {
            terminal.isInteractive -> InteractiveScreen(flow, terminal, eventLog, org)
            else -> AutomatedScreen(flow, terminal, eventLog, org, usesPhone = maxPolls == null)
        }
        val showing = launch { flow.states.collectLatest(screen::show) }
        eventLog.process(flow).also { state ->
            showing.cancelAndJoin()
            if (state is IdxState.Done) screen.printEnrollment()
        }
    }
}

/** Restores the flow from the file if it exists, and starts a new flow otherwise. */
private suspend fun startOrRestore(
    org: Org,
    file: StateFile?,
    scope: CoroutineScope,
    eventLog: EventLog,
    terminal: Terminal,
): IdxFlow {
    val snapshot = file?.read() ?: return IdxFlow.start(org.config, scope, observer = eventLog::onEvent)
    val flow = try {
        IdxFlow.restore(snapshot, scope, observer = eventLog::onEvent)
    } catch (error: IdxRestoreException) {
        throw ExitError("$file cannot be restored: ${error.message}.\nDelete it to start a new sign-in.")
    }
    terminal.println("Continuing from $file.")
    return flow
}

/** Without a user who can quit, the program ends after this number of consecutive failed requests. */
private const val MAX_FAILURES = 5

private fun printError(message: String, terminal: Terminal) {
    if (terminal.isInteractive) terminal.println("")
    System.err.println(message)
}
