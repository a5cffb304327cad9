package dev.idxflow.sample

import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Button
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import dev.idxflow.answer
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Field
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.Value
import dev.idxflow.with

/** Draws any prompt: the first form, followed by buttons for the remediations without input. */
@Composable
internal fun FormScreen(prompt: Prompt, isEnabled: Boolean, submit: (Answer) -> Unit) {
    val forms = prompt.remediations.filter { it.isForm && !it.isPoll }
    val form = forms.firstOrNull() ?: return
    Form(prompt, form, isEnabled, submit)
    forms.drop(1).filter { it.fields.isEmpty() }.forEach {
        TextButton({ submit(prompt.answer(it)) }, enabled = isEnabled) { Text(prompt.label(it)) }
    }
}

/** Draws a text field for each field without choices. A choice is a button that submits the form. */
@Composable
internal fun Form(prompt: Prompt, form: Remediation, isEnabled: Boolean, submit: (Answer) -> Unit) {
    val input = remember { mutableStateMapOf<String, String>() }
    val textFields = form.fields.filter { !it.isChoice }
    val makeAnswer = {
        input.entries.fold(prompt.answer(form)) { answer, (path, text) -> answer.with(path, text) }
    }
    for (field in textFields) {
        TextField(field, input[field.path] ?: field.initialText, isEnabled) { input[field.path] = it }
    }
    for (field in form.fields.filter { it.isChoice }) {
        for (choice in field.choices) {
            Button({ submit(makeAnswer().with(field.path, choice.id)) }, enabled = isEnabled) { Text(choice.text) }
        }
    }
    if (textFields.isNotEmpty() || form.fields.isEmpty()) {
        Button({ submit(makeAnswer()) }, enabled = isEnabled) { Text(prompt.label(form)) }
    }
}

@Composable
private fun TextField(field: Field, text: String, isEnabled: Boolean, onChange: (String) -> Unit) {
    val errorText = field.messages.firstOrNull()?.text
    OutlinedTextField(
        text,
        onChange,
        Modifier.semantics { if (errorText != null) error(errorText) },
        enabled = isEnabled,
        label = { Text(field.text) },
        supportingText = errorText?.let { { Text(it) } },
        isError = errorText != null,
        visualTransformation = if (field.isSecret) PasswordVisualTransformation() else VisualTransformation.None,
        keyboardOptions = KeyboardOptions(keyboardType = if (field.isSecret) KeyboardType.Password else KeyboardType.Text),
        singleLine = true,
    )
}

/** The value that the server proposes. It is submitted unless the user changes it. */
private val Field.initialText: String
    get() = (value as? Value.Text)?.text?.expose().orEmpty()
