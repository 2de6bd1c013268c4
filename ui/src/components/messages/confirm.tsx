import { Button, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";

import { isCount } from "../../lib/units";
import { FirstButton } from "../actions/FirstButton";
import css from "./Confirm.module.css";
import { TypeCount } from "./TypeCount";

/**
 * How much a question has to slow the hand: 1 one sentence; 2 what is lost, red verb; 3 also the
 * number of objects has to be typed.
 */
type Question = {
  level: 1 | 2 | 3;
  title: string;
  text: string;
  /** The verb with its count: "Delete 12 profiles". */
  verb: string;
  /** Names of the objects, shown up to twenty. */
  objects?: string[];
  /** How many they are, if not all are named; it has to be typed at level 3. */
  count?: number;
  /** Where it happens: instance and tenant. */
  place?: string | undefined;
  /** Choices that belong to the action. */
  extra?: ReactNode;
};

type Asking = { question: Question | null; answer: (yes: boolean) => void };

const useAsking = create<Asking>()(() => ({ question: null, answer: () => undefined }));

/** Asks and resolves to true when the verb was chosen. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    useAsking.setState({
      question,
      answer(yes) {
        useAsking.setState({ question: null });
        resolve(yes);
      },
    });
  });
}

const SHOWN_OBJECTS = 20;

/** The dialog of `confirm`; mounted once. */
export function ConfirmLadder() {
  const { question, answer } = useAsking();
  if (!question) return null;
  return <Dialog key={question.title} question={question} answer={answer} />;
}

type Props = { question: Question; answer: (yes: boolean) => void };

function Dialog({ question, answer }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const wanted = question.count ?? question.objects?.length ?? 0;
  const armed = question.level < 3 || isCount(typed, wanted);
  const objects = question.objects ?? [];
  // There may be more than have a name here.
  const others = Math.max(wanted, objects.length) - Math.min(objects.length, SHOWN_OBJECTS);
  return (
    <Modal
      open
      title={question.title}
      width={460}
      onCancel={() => answer(false)}
      mask={{ closable: false }}
      footer={[
        <FirstButton key="cancel" first={question.level < 3} onClick={() => answer(false)}>
          {t("common.cancel")}
        </FirstButton>,
        <Button
          key="verb"
          type="primary"
          danger={question.level > 1}
          disabled={!armed}
          onClick={() => answer(true)}
        >
          {question.verb}
        </Button>,
      ]}
    >
      <div className={css["body"]}>
        <p>{question.text}</p>
        {objects.length > 0 && (
          <ul className={css["objects"]}>
            {objects.slice(0, SHOWN_OBJECTS).map((name) => (
              <li key={name}>{name}</li>
            ))}
            {others > 0 && <li>{t("common.andMore", { count: others })}</li>}
          </ul>
        )}
        {question.extra}
        {question.place && <p className="hint">{question.place}</p>}
        {question.level === 3 && <TypeCount wanted={wanted} value={typed} onChange={setTyped} />}
      </div>
    </Modal>
  );
}
