<?php
namespace teamwright;

/** State of the one request that this process answers. */
final class run {
    /** @var string */
    public static $marker = '';
    /** @var array the decoded request */
    public static $request = [];
    /** @var string[] what PHP said beside the answer */
    public static $notes = [];
    /** @var array secrets to hand out, by name */
    public static $secrets = [];
    /** @var int how many things were written */
    public static $written = 0;
    /** @var bool */
    public static $answered = false;
}

/** A refusal that an operation gives a reason and a cure for. */
final class refused extends \RuntimeException {
    /** @var string */
    public $word;
    /** @var string */
    public $cure;

    public function __construct(string $word, string $text, string $cure) {
        parent::__construct($text);
        $this->word = $word;
        $this->cure = $cure;
    }
}

/** Makes a refusal to throw: throw refuse('forced', '…', '…'). */
function refuse(string $word, string $text, string $cure = ''): refused {
    return new refused($word, $text, $cure);
}

/** Hands a secret out with the answer, outside of its result. */
function give_secret(string $name, string $text): void {
    run::$secrets[$name] = $text;
}

/** Counts one thing that was written. */
function wrote(): void {
    run::$written++;
}

/** Keeps a remark; a bounded number of bounded length. */
function note(string $text): void {
    if (count(run::$notes) < 50) {
        run::$notes[] = substr($text, 0, 600);
    }
}

/** Takes the request and stands ready to answer, whatever happens. */
function begin(string $marker, string $request): void {
    run::$marker = $marker;
    ob_start();
    error_reporting(E_ALL);
    ini_set('display_errors', '0');
    ini_set('log_errors', '0');
    listen();
    register_shutdown_function(__NAMESPACE__ . '\finish');
    $json = base64_decode($request, true);
    $request = $json === false ? null : json_decode($json, true);
    if (!is_array($request)) {
        answer_error(refuse('request', 'the request did not arrive whole'));
        exit(0);
    }
    run::$request = $request + ['version' => 0, 'op' => '', 'config' => '', 'args' => [], 'secrets' => []];
}

/** Hears of warnings and notices; they never print. */
function listen(): void {
    set_error_handler(function ($level, $text, $file = '', $line = 0) {
        if (error_reporting() & $level) {
            note('PHP: ' . $text . ' in ' . $file . ':' . $line);
        }
        return true;
    });
}

/** Answers with a result. */
function answer(array $result): void {
    send(['ok' => true, 'result' => (object) $result, 'secrets' => (object) run::$secrets]);
}

/** Answers with the reason why not. */
function answer_error(\Throwable $e): void {
    $error = ['code' => '', 'text' => $e->getMessage(), 'cure' => '', 'written' => run::$written];
    if ($e instanceof refused) {
        $error['code'] = $e->word;
        $error['cure'] = $e->cure;
    } else {
        // The debug text of Totara's own exceptions can hold values: left out.
        note(get_class($e) . ' in ' . $e->getFile() . ':' . $e->getLine());
    }
    send(['ok' => false, 'error' => $error]);
}

/** Prints the one document, after clearing away whatever was printed before. */
function send(array $document): void {
    if (run::$answered) {
        return;
    }
    run::$answered = true;
    $printed = '';
    while (ob_get_level() > 0) {
        $text = ob_get_clean();
        if ($text === false) {
            break;
        }
        $printed = $text . $printed;
    }
    foreach (array_slice(explode("\n", $printed), 0, 30) as $line) {
        if (trim($line) !== '') {
            note($line);
        }
    }
    $document['version'] = 1;
    $document['notes'] = run::$notes;
    $json = json_encode($document, JSON_INVALID_UTF8_SUBSTITUTE);
    if ($json === false) {
        $json = json_encode(['version' => 1, 'ok' => false, 'notes' => [],
            'error' => ['code' => 'encode', 'text' => 'the answer cannot be written as JSON: ' . json_last_error_msg(), 'cure' => '', 'written' => run::$written]]);
    }
    echo "\n<", run::$marker, '>', $json, '</', run::$marker, ">\n";
}

/** The last word, where a fatal error or somebody else's exit() came first. */
function finish(): void {
    if (run::$answered) {
        return;
    }
    $last = error_get_last();
    $text = 'PHP ended before the answer';
    if ($last !== null && ($last['type'] & (E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR))) {
        $text = 'PHP Fatal error: ' . substr($last['message'], 0, 600) . ' in ' . $last['file'] . ':' . $last['line'];
    }
    send(['ok' => false, 'error' => ['code' => 'ended', 'text' => $text, 'cure' => '', 'written' => run::$written > 0 ? run::$written : -1]]);
}
