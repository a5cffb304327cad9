// The part of SwiftUI's API that the samples use, for type-checking on Linux. Nothing here runs.

@_exported import Foundation

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

/// A view without a body.
public protocol PrimitiveView: View where Body == Never {}

extension PrimitiveView {
    public var body: Never { fatalError() }
}

extension Optional: View, PrimitiveView where Wrapped: View {}

public struct TupleView<Content>: PrimitiveView {}
public struct ConditionalView<First, Second>: PrimitiveView {}

@resultBuilder
public enum ViewBuilder {
    public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock<each Content: View>(
        _ content: repeat each Content
    ) -> TupleView<(repeat each Content)> { fatalError() }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    public static func buildEither<First: View, Second: View>(first: First) -> ConditionalView<First, Second> {
        fatalError()
    }
    public static func buildEither<First: View, Second: View>(second: Second) -> ConditionalView<First, Second> {
        fatalError()
    }
}

// MARK: - State

@propertyWrapper
public struct Binding<Value> {
    fileprivate init(value: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
}

@propertyWrapper
public struct State<Value> {
    public init(wrappedValue: Value) {}
    public init() where Value: ExpressibleByNilLiteral {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { fatalError() }
}

public protocol ObservableObject: AnyObject {}

@propertyWrapper
public struct Published<Value> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        set {}
    }
}

@MainActor @propertyWrapper
public struct StateObject<Value: ObservableObject> {
    public init(wrappedValue: @autoclosure @escaping () -> Value) {}
    public var wrappedValue: Value { fatalError() }
}

public struct EnvironmentValues {
    public var scenePhase: ScenePhase { .active }
}

public enum ScenePhase: Comparable {
    case background, inactive, active
}

@propertyWrapper
public struct Environment<Value> {
    public init(_ keyPath: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}

// MARK: - Views

public struct VStack<Content: View>: PrimitiveView {
    public init(spacing: Double? = nil, @ViewBuilder content: () -> Content) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: PrimitiveView {
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) {}
}

public struct Menu<Content: View>: PrimitiveView {
    public init(_ title: some StringProtocol, @ViewBuilder content: () -> Content) {}
}

public struct Text: PrimitiveView {
    public init(_ text: some StringProtocol) {}
    public init(timerInterval: ClosedRange<Date>, countsDown: Bool) {}
}

public struct TextField: PrimitiveView {
    public init(_ title: some StringProtocol, text: Binding<String>) {}
}

public struct SecureField: PrimitiveView {
    public init(_ title: some StringProtocol, text: Binding<String>) {}
}

public struct Button: PrimitiveView {
    public init(_ title: some StringProtocol, action: @escaping @MainActor () -> Void) {}
}

public struct Link: PrimitiveView {
    public init(_ title: some StringProtocol, destination: URL) {}
}

public struct Label: PrimitiveView {
    public init(_ title: some StringProtocol, systemImage: String) {}
}

public struct ProgressView: PrimitiveView {
    public init(_ title: some StringProtocol) {}
}

public struct Color: PrimitiveView {
    public static let red = Color()
    public static let white = Color()
    public static let primary = Color()
}

public final class NSImage {
    public init?(data: Data) {}
}

public struct Image: PrimitiveView {
    public enum Interpolation { case none }
    public init(nsImage: NSImage) {}
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
    public func resizable() -> Image { self }
}

public enum TextContentType {
    case username, password
}

// MARK: - Modifiers

extension View {
    public func padding() -> some View { self }
    public func frame(maxWidth: Double) -> some View { self }
    public func scaledToFit() -> some View { self }
    public func background(_ color: Color) -> some View { self }
    public func foregroundStyle(_ color: Color) -> some View { self }
    public func monospacedDigit() -> some View { self }
    public func textContentType(_ type: TextContentType) -> some View { self }
    public func accessibilityLabel(_ label: some StringProtocol) -> some View { self }
    public func accessibilityHint(_ hint: some StringProtocol) -> some View { self }
    public func onAppear(perform action: @escaping @MainActor () -> Void) -> some View { self }
    public func onChange<Value: Equatable>(
        of value: Value, perform action: @escaping @MainActor (Value) -> Void
    ) -> some View { self }
    public func task(@_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> some View { self }
    public func task(
        id: some Equatable, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View { self }
}
