// The values that an app meets. They are declared in the generated module, which is no product: what
// is not listed here is not for apps.

import IdxFlowEngine

// MARK: To begin with

public typealias FlowConfig = IdxFlowEngine.FlowConfig
public typealias Snapshot = IdxFlowEngine.Snapshot
public typealias Secret = IdxFlowEngine.Secret

// MARK: Pages

public typealias Address = IdxFlowEngine.Address
public typealias Authenticator = IdxFlowEngine.Authenticator
public typealias AuthenticatorContext = IdxFlowEngine.AuthenticatorContext
public typealias AuthenticatorKey = IdxFlowEngine.AuthenticatorKey
public typealias Captcha = IdxFlowEngine.Captcha
public typealias Channel = IdxFlowEngine.Channel
public typealias Choice = IdxFlowEngine.Choice
public typealias ClientApp = IdxFlowEngine.ClientApp
public typealias DeviceBootstrap = IdxFlowEngine.DeviceBootstrap
public typealias Field = IdxFlowEngine.Field
public typealias FieldHints = IdxFlowEngine.FieldHints
public typealias FieldKind = IdxFlowEngine.FieldKind
public typealias Idp = IdxFlowEngine.Idp
public typealias Message = IdxFlowEngine.Message
public typealias MessageLink = IdxFlowEngine.MessageLink
public typealias MethodType = IdxFlowEngine.MethodType
public typealias Page = IdxFlowEngine.Page
public typealias PasswordPolicy = IdxFlowEngine.PasswordPolicy
public typealias PasswordRule = IdxFlowEngine.PasswordRule
public typealias PasswordRuleCheck = IdxFlowEngine.PasswordRuleCheck
public typealias Picture = IdxFlowEngine.Picture
public typealias Place = IdxFlowEngine.Place
public typealias Prompt = IdxFlowEngine.Prompt
public typealias QrCode = IdxFlowEngine.QrCode
public typealias Remediation = IdxFlowEngine.Remediation
public typealias RemediationName = IdxFlowEngine.RemediationName
public typealias SameDevice = IdxFlowEngine.SameDevice
public typealias Scope = IdxFlowEngine.Scope
public typealias SecurityQuestion = IdxFlowEngine.SecurityQuestion
public typealias Severity = IdxFlowEngine.Severity
public typealias Suggestion = IdxFlowEngine.Suggestion
public typealias UserProfile = IdxFlowEngine.UserProfile

// MARK: Answers

public typealias Answer = IdxFlowEngine.Answer
public typealias InputProblem = IdxFlowEngine.InputProblem
public typealias Value = IdxFlowEngine.Value

// MARK: Exchanges

public typealias HttpHeader = IdxFlowEngine.HttpHeader
public typealias IdxRequest = IdxFlowEngine.IdxRequest
public typealias IdxResponse = IdxFlowEngine.IdxResponse
public typealias Purpose = IdxFlowEngine.Purpose

// MARK: Ends

public typealias Failure = IdxFlowEngine.Failure
public typealias FailureKind = IdxFlowEngine.FailureKind
public typealias IdToken = IdxFlowEngine.IdToken
public typealias InteractionCode = IdxFlowEngine.InteractionCode
public typealias Tokens = IdxFlowEngine.Tokens
