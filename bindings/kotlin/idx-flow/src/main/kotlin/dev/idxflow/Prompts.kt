package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.Field
import dev.idxflow.engine.Message
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Value

/** Returns the first remediation with this name, or null. */
public fun Prompt.remediation(name: RemediationName): Remediation? = remediations.find { it.name == name }

/** Returns the remediation with this ID, or null. */
public fun Prompt.remediation(id: String): Remediation? = remediations.find { it.id == id }

/**
 * All messages of the prompt: the prompt's own, followed by those of the fields, including hidden fields
 * and the fields of choices.
 */
public val Prompt.allMessages: List<Message>
    get() = messages + remediations.flatMap { it.fields + it.hidden }.flatMap { it.allMessages }

/** Returns the field at this path, or null. Searches hidden fields and the fields of choices, too. */
public fun Remediation.field(path: String): Field? = fields.at(path) ?: hidden.at(path)

/**
 * Creates an answer to a form of this prompt: `prompt.answer(form).with("credentials.passcode", code)`.
 *
 * The answer is bound to this version of the prompt. If another prompt has replaced it in the meantime, the
 * answer is rejected ([STALE_PROMPT][dev.idxflow.engine.AnswerProblem.STALE_PROMPT]).
 */
public fun Prompt.answer(form: Remediation): Answer = Answer(form.id, promptVersion = version)

/** Returns a copy with a text, or the ID of a choice, at this path. */
public fun Answer.with(path: String, text: String): Answer = with(path, Secret(text))

/** Returns a copy with a text at this path. */
public fun Answer.with(path: String, text: Secret): Answer = with(path, Value.Text(text))

/** Returns a copy with a boolean at this path. */
public fun Answer.with(path: String, value: Boolean): Answer = with(path, Value.Bool(value))

/** Returns a copy with an integer at this path. */
public fun Answer.with(path: String, number: Long): Answer = with(path, Value.Number(Secret(number.toString())))

/** Returns a copy with a number at this path. */
public fun Answer.with(path: String, number: Double): Answer = with(path, Value.Number(Secret(number.toString())))

/** Returns a copy with a list of texts at this path, for fields of the kind `set`. */
public fun Answer.with(path: String, texts: List<String>): Answer = with(path, Value.TextList(texts.map(::Secret)))

/** Returns a copy with this value at this path. */
public fun Answer.with(path: String, value: Value): Answer = copy(values = values + (path to value))

/** Returns a copy that leaves out the constant at this path, which must be one of the `optionalConstants`. */
public fun Answer.without(path: String): Answer = if (path in omitted) this else copy(omitted = omitted + path)

private val Field.allMessages: List<Message>
    get() = messages + choices.flatMap { it.fields + it.hidden }.flatMap { it.allMessages }

private fun List<Field>.at(path: String): Field? = firstNotNullOfOrNull { field ->
    if (field.path == path) field else field.choices.firstNotNullOfOrNull { it.fields.at(path) ?: it.hidden.at(path) }
}
