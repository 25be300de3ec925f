<?php
namespace teamwright;

/** Tells whether the site has OAuth 2 services at all. */
function has_services(): bool {
    return class_exists('\core\oauth2\issuer') && class_exists('\core\oauth2\endpoint') && class_exists('\core\oauth2\api');
}

/** The value of a property that not every version has. */
function service_value($issuer, string $name) {
    return \core\oauth2\issuer::has_property($name) ? $issuer->get($name) : null;
}

/** Every OAuth 2 service, its secret as a digest. */
function read_services(string $nonce): array {
    if (!has_services()) {
        return [];
    }
    $all = [];
    foreach (\core\oauth2\issuer::get_records([], 'sortorder') as $issuer) {
        $id = (int) $issuer->get('id');
        $endpoints = [];
        foreach (\core\oauth2\endpoint::get_records(['issuerid' => $id]) as $endpoint) {
            $endpoints[$endpoint->get('name')] = (string) $endpoint->get('url');
        }
        $mappings = [];
        if (class_exists('\core\oauth2\user_field_mapping')) {
            foreach (\core\oauth2\user_field_mapping::get_records(['issuerid' => $id]) as $mapping) {
                $mappings[$mapping->get('internalfield')] = (string) $mapping->get('externalfield');
            }
        }
        $all[] = [
            'id' => $id,
            'name' => (string) $issuer->get('name'),
            'type' => (string) service_value($issuer, 'type'),
            'client_id' => (string) $issuer->get('clientid'),
            'secret' => read_secret((string) $issuer->get('clientsecret'), $nonce),
            'enabled' => (bool) $issuer->get('enabled'),
            'login_page' => (bool) $issuer->get('showonloginpage'),
            'confirm' => (bool) service_value($issuer, 'requireconfirmation'),
            'domains' => (string) $issuer->get('alloweddomains'),
            'endpoints' => (object) $endpoints,
            'mappings' => (object) $mappings,
        ];
    }
    return $all;
}

/**
 * Finds the one service to write to: by client id, else the row that was
 * chosen beforehand as long as it has none. Null: one has to be made.
 */
function find_service(string $client, int $row) {
    $found = \core\oauth2\issuer::get_records(['clientid' => $client]);
    if (count($found) > 1) {
        throw refuse('two_services', 'several OAuth 2 services have the client id ' . $client, 'delete all but one of them in Totara');
    }
    if ($found) {
        return reset($found);
    }
    if ($row > 0) {
        $chosen = \core\oauth2\issuer::get_record(['id' => $row]);
        if ($chosen && (string) $chosen->get('clientid') === '') {
            return $chosen;
        }
        throw refuse('moved', 'the OAuth 2 service that was to be changed is no longer what it was', 'run the same command again: the plan is shown anew');
    }
    return null;
}

/** Makes or changes the service; fields that are not given stay as they are. */
function write_service(array $want, ?string $secret): int {
    global $DB;
    if (!has_services()) {
        throw refuse('no_services', 'this site has no OAuth 2 services', 'use Totara 13 or newer');
    }
    $client = (string) ($want['client_id'] ?? '');
    if ($client === '') {
        throw refuse('client', 'the client id of the OAuth 2 service is not known');
    }
    $transaction = $DB->start_delegated_transaction();
    $issuer = find_service($client, (int) ($want['id'] ?? 0));
    if ($issuer === null) {
        $issuer = \core\oauth2\api::create_standard_issuer('microsoft');
        $issuer->set('name', (string) ($want['name'] ?? 'Microsoft'));
    }
    $fields = ['enabled' => 'enabled', 'confirm' => 'requireconfirmation', 'domains' => 'alloweddomains'];
    foreach ($fields as $given => $property) {
        if (array_key_exists($given, $want) && \core\oauth2\issuer::has_property($property)) {
            $issuer->set($property, is_bool($want[$given]) ? (int) $want[$given] : (string) $want[$given]);
        }
    }
    $issuer->set('clientid', $client);
    if ($secret !== null && $secret !== '') {
        $issuer->set('clientsecret', $secret);
    }
    $issuer->update();
    $id = (int) $issuer->get('id');
    foreach ((array) ($want['endpoints'] ?? []) as $name => $url) {
        write_endpoint($id, (string) $name, (string) $url);
    }
    $transaction->allow_commit();
    wrote();
    return $id;
}

/** Makes or changes one endpoint of a service. */
function write_endpoint(int $issuer, string $name, string $url): void {
    $endpoint = \core\oauth2\endpoint::get_record(['issuerid' => $issuer, 'name' => $name]);
    if ($endpoint) {
        $endpoint->set('url', $url);
        $endpoint->update();
        return;
    }
    $endpoint = new \core\oauth2\endpoint(0, (object) ['issuerid' => $issuer, 'name' => $name, 'url' => $url]);
    $endpoint->create();
}
