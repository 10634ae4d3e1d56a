/** Makes certificates as certbot and people leave them: each name of a list in its own place. */
export const certificatesOnHost = `set -eu
make() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj "/CN=$1" -addext "subjectAltName=DNS:$1" -keyout "$3" -out "$2" 2>/dev/null
}
mkdir -p /etc/letsencrypt/archive/shop /etc/letsencrypt/live/shop /etc/ssl/all
make www.example.com /etc/letsencrypt/archive/shop/fullchain1.pem /etc/letsencrypt/archive/shop/privkey1.pem
ln -s ../../archive/shop/fullchain1.pem /etc/letsencrypt/live/shop/fullchain.pem
ln -s ../../archive/shop/privkey1.pem /etc/letsencrypt/live/shop/privkey.pem
for name in whole all listed; do
  make "$name.example.com" /tmp/cert.pem /tmp/key.pem
  cat /tmp/cert.pem /tmp/key.pem >"/etc/ssl/$name.pem"
done
mv /etc/ssl/all.pem /etc/ssl/all/one.pem
echo '/etc/ssl/listed.pem listed.example.com' >/etc/ssl/list.txt`
