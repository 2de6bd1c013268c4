import { Component, type ReactNode } from "react";

import { i18next } from "../../state/language/i18n";
import { ErrorPanel } from "./ErrorPanel";

type Props = { children: ReactNode; resetKey?: string };
type State = { error: Error | null; key: string | undefined };

/** A part that crashed says so and can be reloaded; the rest of the window goes on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <section aria-label={i18next.t("errors.partStopped")}>
        <ErrorPanel error={this.state.error} onRetry={() => this.setState({ error: null })} />
      </section>
    );
  }
}
